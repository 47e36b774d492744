package dev.rondo.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What is measured. `benchmarks/README.md` says what each contestant does in it.
public enum Workload {
  YIELD_ALONE("yield, one task alone", "yield", 1_000_000),
  YIELD_IN_TURN("yield, 1,000 tasks in turn", "yield", 200),
  GATHER_AT_ONCE("spawn and gather, tasks that return at once", "task", 100_000),
  GATHER_ONE_YIELD("spawn and gather, tasks that yield once", "task", 100_000),
  SLEEPERS(Kind.PROCESS, "tasks that sleep for one second", "task", 1_000_000),
  HEAP_PER_SLEEPER(Kind.HEAP, "live heap of a sleeping task", "task", 100_000),
  QUEUE_128("bounded queue of 128", "item", 200_000),
  QUEUE_1("bounded queue of 1", "item", 200_000),
  RENDEZVOUS("rendezvous channel", "item", 200_000),
  SELECT_TWO("select over two rendezvous channels", "item", 100_000),
  LOCK_2("lock, 2 tasks, held during a yield", "hand-off", 100_000),
  LOCK_10000("lock, 10,000 tasks, held during a yield", "hand-off", 100_000),
  SEMAPHORE_2("semaphore of 1, 2 tasks, held during a yield", "hand-off", 100_000),
  SEMAPHORE_10000("semaphore of 1, 10,000 tasks, held during a yield", "hand-off", 100_000),
  WAITERS("tasks that wait for one lock, from first to last", "task", 100_000),
  CANCEL("start, cancel and await of sleeping tasks", "task", 100_000),
  TIMERS("timers, 99 % of them cancelled", "timer", 1_000_000),
  TIMEOUT("time limit around a job that returns at once", "job", 100_000),
  CHAIN_1("chain of 1 call, yield at its end", "yield", 200_000),
  CHAIN_10("chain of 10 calls, yield at its end", "yield", 100_000),
  CHAIN_100("chain of 100 calls, yield at its end", "yield", 20_000),
  CHAIN_1000("chain of 1,000 calls, yield at its end", "yield", 2_000),
  DEEP_1("yield again and again, 1 call deep", "yield", 200_000),
  DEEP_10("yield again and again, 10 calls deep", "yield", 200_000),
  DEEP_100("yield again and again, 100 calls deep", "yield", 200_000),
  DEEP_1000("yield again and again, 1,000 calls deep", "yield", 200_000),
  GENERATOR("generator", "element", 200_000),
  CALL_SOON("callback that schedules the next", "callback", 500_000),
  CALL_SOON_BURST("callbacks scheduled all at once", "callback", 500_000),
  CALL_SOON_THREADSAFE_1("callbacks from 1 other thread", "callback", 500_000),
  CALL_SOON_THREADSAFE_4("callbacks from 4 other threads", "callback", 500_000),
  TREE_GROUP("tree of tasks in groups, 6 children each", "task", 6),
  TREE_GATHER("tree of tasks gathered, 6 children each", "task", 6),
  START(Kind.START, "start of the process to the first line of the first coroutine", "start", 1),
  ECHO_1K_1(Kind.ECHO, "echo of 1 KiB, 1 connection", "message", 1),
  ECHO_1K_50(Kind.ECHO, "echo of 1 KiB, 50 connections", "message", 50),
  ECHO_1K_500(Kind.ECHO, "echo of 1 KiB, 500 connections", "message", 500),
  ECHO_10K_1(Kind.ECHO, "echo of 10 KiB, 1 connection", "message", 1),
  ECHO_10K_50(Kind.ECHO, "echo of 10 KiB, 50 connections", "message", 50),
  ECHO_10K_500(Kind.ECHO, "echo of 10 KiB, 500 connections", "message", 500),
  ECHO_100K_1(Kind.ECHO, "echo of 100 KiB, 1 connection", "message", 1),
  ECHO_100K_50(Kind.ECHO, "echo of 100 KiB, 50 connections", "message", 50),
  ECHO_100K_500(Kind.ECHO, "echo of 100 KiB, 500 connections", "message", 500),
  IDLE_CONNECTIONS(Kind.IDLE, "memory of an idle connection", "connection", 10_000);

  /// How a workload is measured.
  public enum Kind {
    /// Time of one operation, by turns with the other contestants, after a warm-up.
    ROUNDS,
    /// Time and peak memory of a process of its own.
    PROCESS,
    /// The result is the measurement.
    HEAP,
    /// A program of its own, from its start to the first line that it prints.
    START,
    /// Time of a message that a server sends back, by turns with the other servers. The size is the
    /// number of connections.
    ECHO,
    /// Memory of a server for each connection that waits.
    IDLE
  }

  private static final int QUICK = 10;
  private static final int TINY = 100;

  private final Kind kind;
  private final String title;
  private final String operation;
  private final int size;

  Workload(String title, String operation, int size) {
    this(Kind.ROUNDS, title, operation, size);
  }

  Workload(Kind kind, String title, String operation, int size) {
    this.kind = kind;
    this.title = title;
    this.operation = operation;
    this.size = size;
  }

  /// {@return the workload with a name, if there is one}
  ///
  /// @param name as [#id()]
  public static Optional<Workload> named(String name) {
    return Arrays.stream(values()).filter(each -> each.id().equals(name)).findFirst();
  }

  /// {@return its name on the command line and in files}
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// {@return how it is measured}
  public Kind kind() {
    return kind;
  }

  /// {@return whether it is about servers}
  public boolean isNetwork() {
    return kind == Kind.ECHO || kind == Kind.IDLE;
  }

  /// {@return the size of a message}
  public int messageBytes() {
    return switch (this) {
      case ECHO_100K_1, ECHO_100K_50, ECHO_100K_500 -> 100 * 1024;
      case ECHO_10K_1, ECHO_10K_50, ECHO_10K_500 -> 10 * 1024;
      default -> 1024;
    };
  }

  /// {@return what it does, for people}
  public String title() {
    return title;
  }

  /// {@return what it does many times}
  public String operation() {
    return operation;
  }

  /// {@return the size of a full run}
  public int size() {
    return size;
  }

  /// {@return the size of a quick run}
  public int quickSize() {
    return scaled(QUICK);
  }

  /// {@return the size of a test that it works}
  public int tinySize() {
    return scaled(TINY);
  }

  private int scaled(int divisor) {
    if (kind == Kind.ECHO) {
      return size;
    }
    return switch (this) {
      case TREE_GROUP, TREE_GATHER -> divisor == QUICK ? 5 : 3;
      case LOCK_10000, SEMAPHORE_10000 -> Math.max(10_000, size / divisor);
      // With fewer the rest of the heap, which comes and goes, is more than the tasks.
      case HEAP_PER_SLEEPER -> Math.max(20_000, size / divisor);
      // As many as that the rest of the process, which comes and goes, does not hide them.
      case IDLE_CONNECTIONS -> Math.max(2_000, size / divisor);
      default -> Math.max(1, size / divisor);
    };
  }

  /// {@return the result that shows that the work was done}
  ///
  /// @param ofSize the size
  public long result(int ofSize) {
    return switch (this) {
      case GATHER_AT_ONCE,
          GATHER_ONE_YIELD,
          QUEUE_128,
          QUEUE_1,
          RENDEZVOUS,
          SELECT_TWO,
          GENERATOR ->
          ofSize * (ofSize - 1L) / 2;
      case YIELD_IN_TURN -> 1_000L * ofSize;
      case TIMERS -> ofSize / 100;
      case CHAIN_10 -> 10L * ofSize;
      case CHAIN_100 -> 100L * ofSize;
      case CHAIN_1000 -> 1_000L * ofSize;
      case TREE_GROUP, TREE_GATHER -> nodes(ofSize);
      default -> ofSize;
    };
  }

  /// {@return how many operations a job has}
  ///
  /// @param ofSize its size
  public long operations(int ofSize) {
    return switch (this) {
      case YIELD_IN_TURN, TREE_GROUP, TREE_GATHER -> result(ofSize);
      default -> ofSize;
    };
  }

  private static long nodes(int levels) {
    var nodes = 1L;
    for (var level = 0; level < levels; level++) {
      nodes = 1 + 6 * nodes;
    }
    return nodes;
  }
}
