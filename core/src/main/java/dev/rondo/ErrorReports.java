package dev.rondo;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Hands errors that nobody can catch to the exception handler of a loop, whatever that does.
final class ErrorReports {
  private final Loop loop;
  private Loop.@Nullable ExceptionHandler handler;

  ErrorReports(Loop loop) {
    this.loop = loop;
  }

  void setHandler(Loop.@Nullable ExceptionHandler handler) {
    this.handler = handler;
  }

  void report(ErrorContext context) {
    var custom = handler;
    if (custom == null) {
      log(context);
      return;
    }
    try {
      custom.handle(loop, context);
    } catch (Throwable broken) {
      log(
          new ErrorContext(
              "Unhandled error in exception handler, which was told: " + context.message(),
              Optional.of(broken),
              Optional.empty()));
    }
  }

  /// Says something that is no error yet. Any thread may call it.
  static void warn(String message) {
    System.getLogger("dev.rondo").log(System.Logger.Level.WARNING, message);
  }

  /// Must not fail: there is nobody left to tell.
  static void log(ErrorContext context) {
    try {
      var text = new StringBuilder(context.message());
      context
          .exception()
          .ifPresent(
              exception -> text.append(System.lineSeparator()).append(Text.stackTrace(exception)));
      System.getLogger("dev.rondo").log(System.Logger.Level.ERROR, text.toString());
    } catch (Throwable hopeless) {
      System.err.println("Exception in default exception handler: " + hopeless.getClass());
    }
  }
}
