package dev.rondo;

import static dev.rondo.Async.currentTask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random programs with locks, semaphores and limiters: nobody meets somebody inside, nobody
/// overtakes, nothing is lost, nobody is stranded.
@Timeout(120)
class LockInvariantsTest {
  private static final int TASKS = 6;

  /// A place for a number of tasks at a time.
  private static final class Room {
    private final RandomProgram program;
    private int inside;
    private int most;

    Room(RandomProgram program, int most) {
      this.program = program;
      this.most = most;
    }

    void enterAndLeave() {
      inside++;
      try {
        assertTrue(inside <= most, () -> inside + " are inside, but there is room for " + most);
        program.pause();
      } finally {
        inside--;
      }
    }
  }

  @Test
  void ofALock() {
    RandomProgram.check(
        program -> {
          var lock = new Lock();
          var room = new Room(program, 1);
          var line = new RandomProgram.Line();
          for (var n = 0; n < TASKS; n++) {
            program.start(
                () -> {
                  switch (program.upTo(4)) {
                    case 0 -> {
                      if (lock.tryAcquire()) {
                        leave(lock, room);
                      }
                    }
                    case 1 ->
                        Async.<Boolean>select(
                            Select.acquire(
                                lock,
                                _ -> {
                                  room.enterAndLeave();
                                  return true;
                                }),
                            Select.after(program.shortWhile(), _ -> false));
                    case 2 -> {
                      if (lock.tryAcquire(program.shortWhile())) {
                        leave(lock, room);
                      }
                    }
                    default -> {
                      if (line.pass(() -> program.perhapsInTime(lock::acquire))) {
                        leave(lock, room);
                      }
                    }
                  }
                });
          }
          program.disturbAndSettle();
          program.finish();
          assertEquals(new Lock.Statistics(false, 0), lock.statistics());
          assertNull(lock.owner());
        });
  }

  private static void leave(Lock lock, Room room) {
    try {
      assertEquals(currentTask(), lock.owner());
      room.enterAndLeave();
    } finally {
      lock.release();
    }
  }

  @Test
  void ofASemaphore() {
    RandomProgram.check(
        program -> {
          var permits = 1 + program.upTo(2);
          var semaphore = program.flip() ? new Semaphore(permits) : new BoundedSemaphore(permits);
          var room = new Room(program, permits);
          var line = new RandomProgram.Line();
          for (var n = 0; n < TASKS; n++) {
            program.start(
                () -> {
                  switch (program.upTo(3)) {
                    case 0 -> {
                      if (semaphore.tryAcquire()) {
                        leave(semaphore, room);
                      }
                    }
                    case 1 -> {
                      if (semaphore.tryAcquire(program.shortWhile())) {
                        leave(semaphore, room);
                      }
                    }
                    default -> {
                      if (line.pass(() -> program.perhapsInTime(semaphore::acquire))) {
                        leave(semaphore, room);
                      }
                    }
                  }
                });
          }
          program.disturbAndSettle();
          program.finish();
          assertEquals(new Semaphore.Statistics(permits, 0), semaphore.statistics());
        });
  }

  private static void leave(Semaphore semaphore, Room room) {
    try {
      room.enterAndLeave();
    } finally {
      semaphore.release();
    }
  }

  @Test
  void ofALimiter() {
    RandomProgram.check(
        program -> {
          var limiter = new CapacityLimiter(2);
          var room = new Room(program, 3);
          var line = new RandomProgram.Line();
          for (var n = 0; n < TASKS; n++) {
            program.start(
                () -> {
                  switch (program.upTo(3)) {
                    case 0 -> {
                      if (limiter.tryAcquire()) {
                        leave(limiter, room);
                      }
                    }
                    case 1 -> limiter.setTokens(program.settled ? 2 : program.upTo(3));
                    default -> {
                      if (line.pass(() -> program.perhapsInTime(limiter::acquire))) {
                        leave(limiter, room);
                      }
                    }
                  }
                });
          }
          program.disturbAndSettle();
          limiter.setTokens(2);
          program.finish();
          assertEquals(new CapacityLimiter.Statistics(2, 0, 0), limiter.statistics());
        });
  }

  private static void leave(CapacityLimiter limiter, Room room) {
    try {
      room.enterAndLeave();
    } finally {
      limiter.release();
    }
  }
}
