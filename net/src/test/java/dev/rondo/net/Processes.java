package dev.rondo.net;

import java.nio.file.Files;
import java.nio.file.Path;

/// What the system says of processes.
final class Processes {
  private Processes() {}

  /// Whether there is no process of that number, not even one that ended and was not waited for.
  static boolean isGone(long pid) {
    return Files.isDirectory(Path.of("/proc/self"))
        ? Files.notExists(Path.of("/proc", Long.toString(pid)))
        : ProcessHandle.of(pid).isEmpty();
  }
}
