package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Queues, against CPython.
class OracleQueueTest {
  private static final String FIFO = "equal items come out in the order in which they were put";
  private static final String MESSAGE = "exceptions have a message";

  private final Trace out = new Trace();

  @Test
  void itemsGettersAndPuttersAreServedInTheOrderInWhichTheyCame_061() throws Exception {
    class Program {
      final List<String> order = new ArrayList<>();

      Awaitable<Object> put(Queue<Object> queue, Object item) {
        return () -> {
          queue.put(item);
          return order.add("put" + item);
        };
      }

      Awaitable<Object> get(Queue<Object> queue, int n) {
        return () -> order.add("get" + n + "=" + queue.get());
      }

      List<Task<Object>> gets(Queue<Object> queue, int count) {
        return IntStream.range(0, count).mapToObj(n -> createTask(get(queue, n))).toList();
      }

      void attempt(Runnable use) {
        try {
          use.run();
        } catch (QueueEmptyException | QueueFullException e) {
          out.print(Python.typeName(e), Python.args(e));
        }
      }

      void producer(Queue<Object> queue) {
        for (var i = 0; i < 4; i++) {
          queue.put(i);
          order.add("p" + i);
        }
      }

      void consumer(Queue<Object> queue) {
        for (var i = 0; i < 4; i++) {
          order.add("c" + queue.get());
        }
      }

      void main() throws Exception {
        var q = new Queue<Object>(2);
        var ps = IntStream.range(0, 5).mapToObj(i -> createTask(put(q, i))).toList();
        yieldNow();
        out.print(order, q.full(), q.size());
        gather(Stream.concat(ps.stream(), gets(q, 5).stream()).toList());
        out.print(order, q.empty());

        order.clear();
        var gs = gets(q, 3);
        yieldNow();
        for (var item : List.of("x", "y", "z")) {
          q.put(item);
        }
        gather(gs);
        out.print(order);
        attempt(q::getNowait);
        attempt(
            () -> {
              q.putNowait(1);
              q.putNowait(2);
              q.putNowait(3);
            });
        out.print(IntStream.range(0, q.size()).mapToObj(_ -> q.getNowait()).toList());

        var one = new Queue<Object>(1);
        order.clear();
        gather(() -> producer(one), () -> consumer(one));
        out.print(String.join(" ", order));
        var unlimited = new Queue<Object>(0);
        out.print("maxsize 0 is unbounded:", unlimited.full(), unlimited.limit(), negativeLimit());
      }

      private static String negativeLimit() {
        try {
          return Python.repr(new Queue<Object>(-1).full());
        } catch (IllegalArgumentException e) {
          return Python.typeName(e);
        }
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("061_queue_order")
        .differs("QueueEmpty ()", "QueueEmptyException ('the queue is empty',)", MESSAGE)
        .differs(
            "QueueFull ()", "QueueFullException ('the queue holds its limit of 2 items',)", MESSAGE)
        .differs(
            "maxsize 0 is unbounded: False 0 False",
            "maxsize 0 is unbounded: False 0 IllegalArgumentException",
            "no limit is written as 0; a negative limit is a mistake in somebody's sums")
        .matches(out);
  }

  @Test
  void joinWaitsForAllWorkAndOrderedQueuesKeepTheirOrder_063() throws Exception {
    record Pair(int number, String letter) {
      @Override
      public String toString() {
        return Python.repr(tuple(number, letter));
      }
    }

    record Item(int priority, int number) {}

    class Program {
      final Queue<Integer> queue = new Queue<>();
      final List<String> log = new ArrayList<>();

      Action worker(String name) {
        return () -> {
          while (true) {
            var item = queue.get();
            log.add(name + ":" + item);
            yieldNow();
            queue.taskDone();
          }
        };
      }

      void main() throws Exception {
        for (var i = 0; i < 4; i++) {
          queue.putNowait(i);
        }
        var ws = List.of(createTask(worker("a")), createTask(worker("b")));
        queue.join();
        out.print(log, "joined");
        queue.putNowait(9);
        var j = createTask(queue::join);
        yieldNow();
        out.print("join waits for new work:", !j.done());
        j.await();
        ws.forEach(Deferred::cancel);
        gatherOutcomes(ws);
        queue.join();
        out.print("join on finished queue returns at once");
        try {
          queue.taskDone();
        } catch (IllegalStateException e) {
          out.print(Python.typeName(e), Python.text(e));
        }

        var lifo = new LifoQueue<Integer>();
        for (var i : List.of(1, 3, 2)) {
          lifo.put(i);
        }
        out.print("lifo", List.of(lifo.get(), lifo.get(), lifo.get()));

        var pairs =
            PriorityQueue.create(
                0, Comparator.comparingInt(Pair::number).thenComparing(Pair::letter));
        pairs.putNowait(new Pair(2, "b"));
        pairs.putNowait(new Pair(1, "z"));
        pairs.putNowait(new Pair(2, "a"));
        pairs.putNowait(new Pair(1, "a"));
        pairs.putNowait(new Pair(0, "m"));
        out.print("priority", IntStream.range(0, 5).mapToObj(_ -> pairs.getNowait()).toList());

        var items = PriorityQueue.create(0, Comparator.comparingInt(Item::priority));
        for (var k : List.of(3, 5, 8)) {
          for (var i = 0; i < k; i++) {
            items.putNowait(new Item(0, i));
          }
          var taken = IntStream.range(0, k).mapToObj(_ -> items.getNowait().number()).toList();
          out.print("equal priorities, n =", k, taken);
        }
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("063_queue_join_priority_lifo")
        .differs(
            "ValueError task_done() called too many times",
            "IllegalStateException taskDone() called too many times",
            "it is the state that does not allow it, not a value")
        .differs(
            "equal priorities, n = 5 [0, 2, 4, 1, 3]",
            "equal priorities, n = 5 [0, 1, 2, 3, 4]",
            FIFO)
        .differs(
            "equal priorities, n = 8 [0, 2, 6, 5, 7, 4, 1, 3]",
            "equal priorities, n = 8 [0, 1, 2, 3, 4, 5, 6, 7]",
            FIFO)
        .matches(out);
  }

  @Test
  void aQueueThatIsShutDownRefusesItemsAndReleasesWhoWaits_902() throws Exception {
    class Program {
      Action noting(Object name, Awaitable<?> use, List<Object> events) {
        return () -> {
          try {
            events.add(tuple(name, use.await()));
          } catch (QueueShutDownException e) {
            events.add(tuple(name, "QueueShutDown"));
          }
        };
      }

      void shutDown(boolean immediate) throws Exception {
        var q = new Queue<String>(2);
        var events = new ArrayList<>();
        q.putNowait("i1");
        q.putNowait("i2");
        q.getNowait();
        q.putNowait("i3");
        var put = createTask(noting("put", Awaitable.of(() -> q.put("late")), events));
        var join = createTask(noting("join", Awaitable.of(q::join), events));
        yieldNow();
        if (immediate) {
          q.shutdownNow();
        } else {
          q.shutdown();
        }
        for (var i = 0; i < 3; i++) {
          yieldNow();
        }
        out.print(immediate ? "immediate" : "graceful", events, "size", q.size());
        try {
          while (true) {
            out.print("  drained", q.getNowait());
            q.taskDone();
          }
        } catch (QueueShutDownException e) {
          out.print("  then QueueShutDown");
        }
        try {
          for (var i = 0; i < 3; i++) {
            q.taskDone();
          }
        } catch (IllegalStateException e) {
          out.print("  no more unfinished");
        }
        gather(put, join);
        out.print("  ", events.getLast());
        try {
          q.put("1");
        } catch (QueueShutDownException e) {
          out.print("  put refused");
        }
      }

      void main() throws Exception {
        shutDown(false);
        shutDown(true);
        var q = new Queue<String>();
        var events = new ArrayList<>();
        var ts =
            IntStream.range(0, 3).mapToObj(i -> createTask(noting(i, q::get, events))).toList();
        yieldNow();
        q.shutdown();
        gather(ts);
        out.print("blocked getters", events);
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("902_queue_shutdown").matches(out);
  }

  /// One of the programs whose behaviour is not wanted; its first line says what is.
  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // as code that is not checked may put it
  void anItemThatCannotBeComparedIsNotAdded() throws Exception {
    VirtualTime.run(
        () -> {
          var q =
              PriorityQueue.create(0, (Comparator<Object>) (Comparator) Comparator.naturalOrder());
          q.putNowait(1);
          try {
            q.putNowait("x");
          } catch (ClassCastException e) {
            out.print("TypeError; size", q.size(), "unfinished", q.statistics().unfinished());
          }
        });
    Oracle.of("do_better/priority_queue_corrupted")
        .differs(
            "TypeError; size 2 unfinished 1",
            "TypeError; size 1 unfinished 1",
            "a put that fails has no effect")
        .matches(out);
  }
}
