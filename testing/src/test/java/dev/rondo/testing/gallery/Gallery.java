package dev.rondo.testing.gallery;

import java.util.List;

/// All bugs.
final class Gallery {
  private Gallery() {}

  static List<Bug> bugs() {
    return List.of(
        new LostUpdate(),
        new CheckThenAct(),
        new LostWakeUp(),
        new LockOrder(),
        new PlainLockOrder(),
        new CacheStampede(),
        new ChangedWhileIterating(),
        new InitialisedTwice(),
        new Starvation(),
        new ForgottenSiblings(),
        new RetryStorm(),
        new CountedTurns(),
        new PublishedTooEarly(),
        new LookedThenTaken(),
        new WokeTheOther(),
        new LeakedPermit(),
        new DoubleRelease(),
        new MissedClose(),
        new LeakyTimeout(),
        new SwallowedCancellation(),
        new InterruptedCleanUp(),
        new HalfTransfer(),
        new SilentConsumer(),
        new LockLeftHeld(),
        new LeftReminder());
  }
}
