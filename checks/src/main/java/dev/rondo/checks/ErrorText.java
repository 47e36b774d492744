package dev.rondo.checks;

import dev.rondo.CancelledError;
import dev.rondo.InvalidStateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/// The canonical form of what was thrown: Python's names, and only what both sides know.
final class ErrorText {
  private static final Set<String> REASONS = Set.of("self", "deadlock", "raised");

  private ErrorText() {}

  static String of(Throwable error) {
    return of(error, new ArrayList<>());
  }

  private static String of(Throwable error, List<Throwable> path) {
    if (path.contains(error)) {
      return "again";
    }
    if (error.getSuppressed().length == 0) {
      return alone(error);
    }
    path.addLast(error);
    var suppressed = new ArrayList<String>();
    for (var each : error.getSuppressed()) {
      suppressed.add(of(each, path));
    }
    path.removeLast();
    return alone(error) + "+[" + String.join(",", suppressed) + "]";
  }

  private static String alone(Throwable error) {
    return switch (error) {
      case CancelledError cancelled ->
          "CancelledError"
              + cancelled
                  .reason()
                  .filter(ErrorText::isOfProgram)
                  .map(reason -> "(" + reason + ")")
                  .orElse("");
      case ValueError _, KeyError _ ->
          error.getClass().getSimpleName() + "(" + error.getMessage() + ")";
      case TimeoutException _ -> "TimeoutError";
      case InvalidStateException _ -> "InvalidStateError";
      default ->
          error.getClass() == IllegalStateException.class
              ? "RuntimeError"
              : error.getClass().getSimpleName();
    };
  }

  /// Rondo gives a reason where asyncio gives none; only those of the program can be compared.
  private static boolean isOfProgram(String reason) {
    return reason.startsWith("by-") || REASONS.contains(reason);
  }
}
