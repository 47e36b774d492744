package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.DeadlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SequencerTest {
  @Test
  void placesComeInOrderInEverySchedule() {
    var exploration =
        Schedules.exhaustive(5_000)
            .check(
                () -> {
                  var sequencer = new Sequencer();
                  var events = new Recorder();
                  gather(
                      () -> {
                        sequencer.at(2, () -> events.record("2"));
                      },
                      () -> {
                        sequencer.at(
                            0,
                            () -> {
                              yieldNow();
                              events.record("0");
                            });
                        try (var _ = sequencer.at(3)) {
                          events.record("3");
                        }
                      },
                      () -> sequencer.at(1, () -> events.record("1")));
                  events.assertExactly("0", "1", "2", "3");
                });

    assertTrue(exploration.schedules() > 10, exploration.toString());
  }

  @Test
  void aPlaceBeginsWhenTheOneBeforeHasEnded() throws Exception {
    Testing.run(
        () -> {
          var sequencer = new Sequencer();
          var events = new Recorder();
          taskGroup(
              group -> {
                group.createTask(() -> sequencer.at(1, () -> events.record("second")));
                sequencer.at(
                    0,
                    () -> {
                      Testing.awaitIdle();
                      events.record("first");
                    });
              });
          events.assertExactly("first", "second");
        });
  }

  @Test
  void aFailureDoesNotHoldUpTheNext() throws Exception {
    Testing.run(
        () -> {
          var sequencer = new Sequencer();
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  sequencer.at(
                      0,
                      () -> {
                        throw new IllegalArgumentException();
                      }));
          sequencer.at(1, () -> {});
        });
  }

  @Test
  void aPlaceThatNobodyTakesIsADeadlock() {
    assertThrows(DeadlockException.class, () -> Testing.run(() -> new Sequencer().at(1, () -> {})));
  }

  @Test
  void whoIsCancelledBreaksTheSequence() throws Exception {
    Testing.run(
        () -> {
          var sequencer = new Sequencer();
          var one = createTask(() -> sequencer.at(1, () -> {}));
          var two = createTask(() -> sequencer.at(2, () -> {}));
          yieldNow();
          one.cancel();
          assertThrows(CancelledError.class, one::await);
          var error = assertThrows(IllegalStateException.class, two::await);
          assertTrue(error.toString().contains("place 2 cannot come: who waited for place 1"));
          assertThrows(IllegalStateException.class, () -> sequencer.at(3));
        });
  }

  @Test
  void misuseNamesWhatToDo() throws Exception {
    Testing.run(
        () -> {
          var sequencer = new Sequencer();
          assertThrows(IllegalArgumentException.class, () -> sequencer.at(-1));
          sequencer.at(0).close();
          var error = assertThrows(IllegalStateException.class, () -> sequencer.at(0));
          assertTrue(error.toString().contains("place 0 is used twice"));
        });
  }
}
