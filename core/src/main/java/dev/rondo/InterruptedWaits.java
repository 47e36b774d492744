package dev.rondo;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

/// How code of the JDK ends a wait that was interrupted.
final class InterruptedWaits {
  private static final int CAUSES = 20;
  private static final String CLOSED = "Closed by interrupt";

  private InterruptedWaits() {}

  /// {@return whether an exception came from such an end; libraries wrap it, so its causes count
  /// too}
  static boolean ended(Throwable exception) {
    Throwable each = exception;
    for (var depth = 0; each != null && depth < CAUSES; depth++) {
      if (each instanceof InterruptedException
          || each instanceof ClosedByInterruptException
          || (each instanceof InterruptedIOException && !(each instanceof SocketTimeoutException))
          || (each instanceof SocketException && CLOSED.equals(each.getMessage()))) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }
}
