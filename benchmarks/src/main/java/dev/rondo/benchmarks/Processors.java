package dev.rondo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One processor for the server and another for the client, where the system has the command
/// `taskset`; else both run where the system puts them.
final class Processors {
  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";

  private Processors() {}

  /// {@return what stands before the command of a server}
  static List<String> ofServer() throws IOException {
    return prefix(1);
  }

  /// {@return what stands before the command of the client}
  static List<String> ofClient() throws IOException {
    return prefix(0);
  }

  private static List<String> prefix(int index) throws IOException {
    var processors = allowed();
    return processors.size() < 2
        ? List.of()
        : List.of(TASKSET.toString(), "-c", Integer.toString(processors.get(index)));
  }

  /// The processors that this process may use, if it can choose.
  private static List<Integer> allowed() throws IOException {
    if (!Files.isExecutable(TASKSET) || !Files.exists(STATUS)) {
      return List.of();
    }
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(ALLOWED))
          .map(line -> line.substring(ALLOWED.length()).strip())
          .flatMap(list -> Stream.of(list.split(",", -1)))
          .flatMap(Processors::numbers)
          .toList();
    }
  }

  /// As in `3` or `0-7`.
  private static Stream<Integer> numbers(String range) {
    var ends = range.split("-", -1);
    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
        .boxed();
  }
}
