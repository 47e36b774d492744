package dev.rondo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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

  /// {@return the nanoseconds that each thread of a process has run, by its number; nothing where
  /// the system does not tell}
  ///
  /// @param pid the process
  static Map<String, Long> processorTimes(long pid) throws IOException {
    var times = new HashMap<String, Long>();
    try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (var thread : threads) {
        try {
          var words = Files.readString(thread.resolve("schedstat")).split(" ", -1);
          times.put(thread.getFileName().toString(), Long.parseLong(words[0]));
        } catch (IOException ended) {
          // or the system does not count
        }
      }
    } catch (NoSuchFileException elsewhere) {
      return Map.of();
    }
    return times;
  }

  /// {@return the nanoseconds that threads ran between two looks, without those that have ended}
  ///
  /// @param before the first
  /// @param after the second
  static long difference(Map<String, Long> before, Map<String, Long> after) {
    return after.entrySet().stream()
        .mapToLong(each -> each.getValue() - before.getOrDefault(each.getKey(), 0L))
        .sum();
  }
}
