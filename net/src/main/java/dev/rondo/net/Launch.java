package dev.rondo.net;

import dev.rondo.Async;
import dev.rondo.CancelledError;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Starts a process in a thread. If the caller is cancelled meanwhile, the process is killed as
/// soon as it is there.
final class Launch {
  private final Callable<Process> starter;
  private @Nullable Process process;
  private boolean abandoned;

  private Launch(Callable<Process> starter) {
    this.starter = starter;
  }

  static Process start(List<String> command, ProcessOptions options) throws IOException {
    var builder = builder(command, options);
    try {
      return start(builder::start);
    } catch (IOException failed) {
      throw explained(failed, command.getFirst(), options.directory());
    }
  }

  static Process start(Callable<Process> starter) throws IOException {
    var launch = new Launch(starter);
    try {
      return Async.runInExecutor(ProcessThreads.EXECUTOR, launch::call);
    } catch (CancelledError cancelled) {
      launch.abandon();
      throw cancelled;
    } catch (IOException | RuntimeException failed) {
      throw failed;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Process call() throws Exception {
    var started = starter.call();
    synchronized (this) {
      process = started;
      if (abandoned) {
        started.destroyForcibly();
      }
    }
    return started;
  }

  private synchronized void abandon() {
    abandoned = true;
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /* ---- for the JDK ---- */

  private static ProcessBuilder builder(List<String> command, ProcessOptions options) {
    var builder =
        new ProcessBuilder(command)
            .redirectInput(input(options.stdin()))
            .redirectOutput(output(options.stdout()))
            .redirectError(output(options.stderr()))
            .redirectErrorStream(options.stderr() == Stdio.STDOUT);
    options.directory().ifPresent(path -> builder.directory(path.toFile()));
    options
        .environment()
        .ifPresent(
            variables -> {
              builder.environment().clear();
              builder.environment().putAll(variables);
            });
    return builder;
  }

  private static Redirect input(Stdio stdin) {
    return switch (stdin) {
      case Stdio.Standard.DISCARD -> Redirect.from(Redirect.DISCARD.file());
      case Stdio.Standard standard -> forBoth(standard);
      case Stdio.OfFile(var path, _) -> Redirect.from(path.toFile());
    };
  }

  private static Redirect output(Stdio target) {
    return switch (target) {
      case Stdio.Standard standard -> forBoth(standard);
      case Stdio.OfFile(var path, var append) ->
          append ? Redirect.appendTo(path.toFile()) : Redirect.to(path.toFile());
    };
  }

  private static Redirect forBoth(Stdio.Standard standard) {
    return switch (standard) {
      case PIPE, STDOUT -> Redirect.PIPE;
      case INHERIT -> Redirect.INHERIT;
      case DISCARD -> Redirect.DISCARD;
    };
  }

  /* ---- failures ---- */

  /// The JDK tells what went wrong by the system's number only, and not with which file.
  private static IOException explained(
      IOException failed, String program, Optional<Path> directory) {
    var text = String.valueOf(failed.getMessage());
    var where = directory.map(Path::toString).orElse("");
    FileSystemException named;
    if (directory.isPresent() && Files.notExists(directory.get())) {
      named = new NoSuchFileException(where, null, "there is no such directory to run in");
    } else if (directory.isPresent() && !Files.isDirectory(directory.get())) {
      named = new NotDirectoryException(where);
    } else if (text.contains("error: 2 ") || text.contains("error=2,")) {
      named = new NoSuchFileException(program, null, "there is no such program");
    } else if (text.contains("error: 13 ") || text.contains("error=13,")) {
      named = new AccessDeniedException(program, null, "it may not be run");
    } else {
      return failed;
    }
    named.initCause(failed);
    return named;
  }
}
