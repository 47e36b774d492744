package dev.rondo.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Any job as a benchmark of JMH: one invocation is one job with all of its operations.
///
/// `benchmarks/run` measures with it, round by round; JMH's own command runs it with all of JMH's
/// options, so with its profilers.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class Round {
  /// A number of [Workload#id()].
  @Param("yield-in-turn")
  public String workload = "";

  /// A number of [Contestant#id()].
  @Param("rondo")
  public String contestant = "";

  /// How much, 0 meaning what a full run takes.
  @Param("0")
  public int size;

  private Work work = Work.NONE;

  /// Finds the job.
  @Setup
  public void prepare() {
    work = Work.of(workload, contestant, size);
  }

  /// Does it once.
  ///
  /// @return its result
  /// @throws Exception if it fails
  @Benchmark
  public long job() throws Exception {
    return work.run();
  }
}
