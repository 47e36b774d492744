package dev.rondo.testing.gallery;

import dev.rondo.DeadlockException;
import dev.rondo.testing.Check;
import dev.rondo.testing.CheckFailure;
import dev.rondo.testing.StepLimitFailure;
import java.util.Set;
import org.opentest4j.AssertionFailedError;

/// What is seen of a bug: a failure of exactly this type, with this in its message.
///
/// @param type the type
/// @param checks for a [CheckFailure], what was left behind, and nothing else
/// @param says a part of the message
record Symptom(Class<? extends Throwable> type, Set<Check> checks, String says) {
  /// An assertion of the program fails.
  static Symptom assertion(String says) {
    return new Symptom(AssertionFailedError.class, Set.of(), says);
  }

  /// The program fails by itself.
  static Symptom exception(Class<? extends Exception> type) {
    return new Symptom(type, Set.of(), "");
  }

  /// All wait for each other.
  static Symptom deadlock() {
    return new Symptom(DeadlockException.class, Set.of(), "nothing can wake any of them");
  }

  /// It is busy and never ends.
  static Symptom neverEnds() {
    return new Symptom(StepLimitFailure.class, Set.of(), "did not end within");
  }

  /// Something is left behind.
  static Symptom left(Check check, String says) {
    return new Symptom(CheckFailure.class, Set.of(check), says);
  }

  boolean isSeenIn(Throwable failure) {
    return failure.getClass() == type
        && failure.toString().contains(says)
        && (!(failure instanceof CheckFailure left) || left.kinds().equals(checks));
  }
}
