package dev.rondo.benchmarks;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Notes what fails, so that the others go on.
final class Attempts {
  private final File log;
  private final List<String> failures = new ArrayList<>();

  /// @param log where programs say why they failed
  Attempts(File log) {
    this.log = log;
  }

  List<String> failures() {
    return failures;
  }

  @FunctionalInterface
  interface Attempt {
    void run() throws IOException, InterruptedException;
  }

  /// {@return whether it succeeded}
  boolean attempt(Workload workload, Entrant entrant, Attempt body) {
    try {
      body.run();
      return true;
    } catch (IOException failed) {
      var what = workload.id() + ", " + entrant.contestant().id() + ": " + failed.getMessage();
      failures.add(what);
      Progress.say("FAILED: " + what + "; see " + log);
      return false;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /// Ends a process.
  void close(AutoCloseable process) {
    try {
      process.close();
    } catch (Exception failed) {
      failures.add("end of a process: " + failed.getMessage());
    }
  }
}
