package dev.rondo.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// The process of one contestant in one workload. It does what it is told on its standard input,
/// line by line, and answers each line with one; the programs in `peers` do the same.
///
/// | line | answer |
/// |---|---|
/// | `round MILLIS` | nanoseconds per operation, bytes allocated per operation |
/// | `once` | nanoseconds of one job, peak of the process's memory in bytes |
/// | `value` | the result of one job |
///
/// What is not known is `-`.
final class Worker {
  private final String contestant;
  private final Work work;

  private Worker(String contestant, Work work) {
    this.contestant = contestant;
    this.work = work;
  }

  /// Answers until its standard input ends.
  ///
  /// @param arguments workload, contestant, size
  public static void main(String[] arguments) throws Exception {
    var answers = System.out;
    // What others print must not mix with the answers.
    System.setOut(System.err);
    var worker =
        new Worker(
            arguments[1], Work.of(arguments[0], arguments[1], Integer.parseInt(arguments[2])));
    answers.println("ready");
    try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.println(worker.answer(line.split(" ", -1)));
      }
    }
  }

  private String answer(String[] words) throws Exception {
    return switch (words[0]) {
      case "round" -> round(Long.parseLong(words[1]));
      case "once" -> once();
      case "value" -> Long.toString(work.run());
      default -> throw new IllegalArgumentException("unknown: " + String.join(" ", words));
    };
  }

  /// One iteration of JMH in this JVM, which is a fork already.
  private String round(long millis) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(Round.class.getName() + ".job$")
            .param("workload", work.workload().id())
            .param("contestant", contestant)
            .param("size", Integer.toString(work.size()))
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(millis))
            .shouldDoGC(false)
            .shouldFailOnError(true)
            .addProfiler(GCProfiler.class)
            .build();
    var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    var result =
        new Runner(options, OutputFormatFactory.createFormatInstance(silent, VerboseMode.SILENT))
            .runSingle();
    return perOperation(result.getPrimaryResult())
        + " "
        + perOperation(
            Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm")));
  }

  private String perOperation(Result<?> ofJob) {
    return Double.toString(ofJob.getScore() / work.operations());
  }

  private String once() throws Exception {
    var start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) + " " + peakMemory();
  }

  /// The most memory that this process had, where the system tells.
  private static String peakMemory() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> Long.toString(1024 * Long.parseLong(line.replaceAll("\\D", ""))))
          .findFirst()
          .orElse("-");
    } catch (NoSuchFileException elsewhere) {
      return "-";
    }
  }
}
