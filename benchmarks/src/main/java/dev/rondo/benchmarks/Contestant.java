package dev.rondo.benchmarks;

import dev.rondo.benchmarks.jobs.BareJobs;
import dev.rondo.benchmarks.jobs.FloorJobs;
import dev.rondo.benchmarks.jobs.FutureJobs;
import dev.rondo.benchmarks.jobs.JoxJobs;
import dev.rondo.benchmarks.jobs.KotlinJobs;
import dev.rondo.benchmarks.jobs.RondoJobs;
import dev.rondo.benchmarks.jobs.ThreadJobs;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Who takes part.
public enum Contestant {
  RONDO("Rondo"),
  RONDO_ARRAYS("Rondo, byte arrays"),
  FLOOR("bare data structure"),
  BARE("bare virtual threads on Rondo's scheduler"),
  NIO("bare selector loop"),
  KOTLIN("kotlinx.coroutines, runBlocking"),
  THREADS("virtual threads"),
  THREADS_1("virtual threads, one carrier"),
  FUTURES("CompletableFuture, one thread"),
  JOX("Jox on virtual threads"),
  NETTY("Netty, one event loop"),
  VERTX("Vert.x, one verticle"),
  ASYNCIO("asyncio"),
  ASYNCIO_PROTOCOL("asyncio, protocol"),
  UVLOOP("asyncio with uvloop"),
  UVLOOP_PROTOCOL("asyncio with uvloop, protocol"),
  TRIO("trio"),
  GO("Go"),
  GO_1("Go, GOMAXPROCS=1"),
  NODE("Node.js");

  private static final Jobs NONE = workload -> Optional.empty();

  private final String title;

  Contestant(String title) {
    this.title = title;
  }

  /// {@return the contestant with a name, if there is one}
  ///
  /// @param name as [#id()]
  public static Optional<Contestant> named(String name) {
    return Arrays.stream(values()).filter(each -> each.id().equals(name)).findFirst();
  }

  /// {@return its name on the command line and in files}
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// {@return its name for people}
  public String title() {
    return title;
  }

  private Jobs jobs() {
    return switch (this) {
      case RONDO -> RondoJobs.INSTANCE;
      case FLOOR -> FloorJobs.INSTANCE;
      case BARE -> BareJobs.INSTANCE;
      case KOTLIN -> KotlinJobs.INSTANCE;
      case THREADS, THREADS_1 -> ThreadJobs.INSTANCE;
      case FUTURES -> FutureJobs.INSTANCE;
      case JOX -> JoxJobs.INSTANCE;
      case RONDO_ARRAYS, NIO, NETTY, VERTX -> NONE;
      case ASYNCIO, ASYNCIO_PROTOCOL, UVLOOP, UVLOOP_PROTOCOL, TRIO, GO, GO_1, NODE -> NONE;
    };
  }

  /// {@return whether it runs in a JVM}
  public boolean isInJvm() {
    return switch (this) {
      case ASYNCIO, ASYNCIO_PROTOCOL, UVLOOP, UVLOOP_PROTOCOL, TRIO, GO, GO_1, NODE -> false;
      default -> true;
    };
  }

  /// {@return whether it has a server that sends back what it receives}
  public boolean serves() {
    return switch (this) {
      case RONDO, BARE, THREADS, ASYNCIO, UVLOOP, GO -> true;
      default -> onlyServes();
    };
  }

  /// {@return whether such a server is all that it has}
  public boolean onlyServes() {
    return switch (this) {
      case RONDO_ARRAYS, NIO, NETTY, VERTX, ASYNCIO_PROTOCOL, UVLOOP_PROTOCOL, NODE -> true;
      default -> false;
    };
  }

  /// {@return the options that its JVM needs}
  public List<String> options() {
    return this == THREADS_1
        ? List.of(
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1")
        : List.of();
  }

  /// {@return how it does a workload in this JVM, if it can}
  ///
  /// @param workload the workload
  public Optional<Job> job(Workload workload) {
    return jobs().of(workload);
  }
}
