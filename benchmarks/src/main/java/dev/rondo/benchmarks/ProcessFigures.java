package dev.rondo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/// What the system tells about another process, where it does.
final class ProcessFigures {
  private ProcessFigures() {}

  /// {@return the bytes of memory that a process has}
  ///
  /// @param pid the process
  static OptionalLong memory(long pid) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (NoSuchFileException elsewhere) {
      return OptionalLong.empty();
    }
  }

  /// {@return the nanoseconds that the threads of a process have run}
  ///
  /// @param pid the process
  static OptionalLong processorTime(long pid) throws IOException {
    var sum = 0L;
    try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (var thread : threads) {
        try {
          var words = Files.readString(thread.resolve("schedstat")).split(" ", -1);
          sum += Long.parseLong(words[0]);
        } catch (NoSuchFileException ended) {
          // or the system does not count
        }
      }
    } catch (NoSuchFileException elsewhere) {
      return OptionalLong.empty();
    }
    return sum == 0 ? OptionalLong.empty() : OptionalLong.of(sum);
  }
}
