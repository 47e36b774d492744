package dev.rondo;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Thrown where a cancelled task waits.
///
/// It is an [Error] so that `catch (Exception e)` does not swallow it. Code that must clean up uses
/// `finally`; code that catches it should throw it again. A task whose body lets it pass ends as
/// cancelled.
///
/// It says why ([#reason()]), who ([#canceller()]) and from which line ([#site()]) the cancellation
/// was asked for; its own stack trace says which wait it interrupted. Of a mass of cancellations in
/// one pass of the loop only the first hundred have line and trace, because these take most of the
/// time; in debug mode all have.
///
/// @asyncio `asyncio.CancelledError`
public final class CancelledError extends Error {
  private static final long serialVersionUID = 1L;

  /// The request that this carries out.
  private final @Nullable Cancellation cancellation;

  /// Creates an error without a reason. A task that throws it counts as cancelled.
  public CancelledError() {
    this((Cancellation) null);
  }

  /// Creates an error with a reason. A task that throws it counts as cancelled.
  ///
  /// @param reason why, for people
  public CancelledError(String reason) {
    this(new Cancellation(Arguments.notNull(reason, "reason"), null, null));
  }

  private CancelledError(@Nullable Cancellation cancellation) {
    this.cancellation = cancellation;
  }

  CancelledError(@Nullable Cancellation cancellation, boolean withStackTrace) {
    super(null, null, true, withStackTrace);
    this.cancellation = cancellation;
  }

  CancelledError(Cancellation cancellation, Throwable cause) {
    super(null, cause);
    this.cancellation = cancellation;
  }

  /// {@return the text given to `cancel`, if there was one}
  public Optional<String> reason() {
    return cancellation == null ? Optional.empty() : Optional.ofNullable(cancellation.reason());
  }

  /// {@return the name of the task or thread that asked for the cancellation, if it is known}
  public Optional<String> canceller() {
    return cancellation == null ? Optional.empty() : Optional.ofNullable(cancellation.canceller());
  }

  /// {@return the line that asked for the cancellation, if it is known}
  public Optional<StackTraceElement> site() {
    return cancellation == null ? Optional.empty() : Optional.ofNullable(cancellation.site());
  }

  /// {@return why, who and from where, as far as it is known}
  @Override
  public @Nullable String getMessage() {
    return cancellation == null ? null : cancellation.describe();
  }

  @Nullable Cancellation cancellation() {
    return cancellation;
  }
}
