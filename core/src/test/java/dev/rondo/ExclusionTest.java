package dev.rondo;

import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for everything that lets in one coroutine at a time.
@Timeout(60)
@ParameterizedClass
@MethodSource("all")
class ExclusionTest {
  /// @param name for people
  /// @param door runs a body alone
  /// @param waiting how many wait
  record Exclusion(String name, Door door, IntSupplier waiting) {
    @Override
    public String toString() {
      return name;
    }
  }

  interface Door {
    void run(Action body) throws Exception;
  }

  static Stream<Exclusion> all() {
    var lock = new Lock();
    var condition = new Condition();
    var selected = new Lock();
    var semaphore = new Semaphore(1);
    var bounded = new BoundedSemaphore(1);
    var limiter = new CapacityLimiter(1);
    return Stream.of(
        new Exclusion(
            "Lock.acquire",
            body -> {
              lock.acquire();
              try {
                body.run();
              } finally {
                lock.release();
              }
            },
            () -> lock.statistics().waiting()),
        new Exclusion(
            "Condition.hold",
            body -> holding(condition::hold, body),
            () -> condition.lock().statistics().waiting()),
        new Exclusion(
            "Select.acquire",
            body ->
                Async.<String>select(
                    Select.acquire(
                        selected,
                        _ -> {
                          body.run();
                          return "";
                        })),
            () -> selected.statistics().waiting()),
        new Exclusion(
            "Semaphore",
            body -> holding(semaphore::hold, body),
            () -> semaphore.statistics().waiting()),
        new Exclusion(
            "BoundedSemaphore",
            body -> holding(bounded::hold, body),
            () -> bounded.statistics().waiting()),
        new Exclusion(
            "CapacityLimiter",
            body -> holding(limiter::hold, body),
            () -> limiter.statistics().waiting()));
  }

  private static void holding(java.util.function.Supplier<Held> hold, Action body)
      throws Exception {
    try (var _ = hold.get()) {
      body.run();
    }
  }

  @Parameter
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Exclusion exclusion;

  private final Journal journal = new Journal();
  private final List<Task<?>> waiting = new ArrayList<>();

  /// Takes it, lets tasks come that want to be in for one pass, and gives it back.
  private void holdWhileTheseCome(String... names) throws Exception {
    exclusion.door.run(
        () -> {
          for (var name : names) {
            come(name);
          }
          assertEquals(List.of(), journal.read());
          assertEquals(names.length, exclusion.waiting.getAsInt());
        });
  }

  private void come(String name) {
    waiting.add(
        journal.start(
            name + " is out",
            () ->
                exclusion.door.run(
                    () -> {
                      journal.note(name + " is in");
                      yieldNow();
                    })));
  }

  private void assertFree() throws Exception {
    assertEquals(0, exclusion.waiting.getAsInt());
    exclusion.door.run(() -> journal.note("free"));
    assertEquals(List.of("free"), journal.taken());
  }

  private static List<String> inAndOut(String... names) {
    return Stream.of(names).flatMap(name -> Stream.of(name + " is in", name + " is out")).toList();
  }

  private void check(Action body) throws Exception {
    VirtualTime.run(
        () -> {
          body.run();
          assertFree();
        });
  }

  @Test
  void oneAtATimeInTheOrderInWhichTheyCame() throws Exception {
    check(
        () -> {
          holdWhileTheseCome("a", "b", "c");
          assertEquals(inAndOut("a", "b", "c"), journal.read());
        });
  }

  @Test
  void aNewcomerDoesNotOvertakeWhoWasWoken() throws Exception {
    check(
        () -> {
          holdWhileTheseCome("a");
          exclusion.door.run(() -> journal.note("newcomer"));
          assertEquals(List.of("a is in", "a is out", "newcomer"), journal.read());
        });
  }

  @Test
  void itIsFreeAfterAFailure() throws Exception {
    check(
        () ->
            assertThrows(
                IllegalCallerException.class,
                () ->
                    exclusion.door.run(
                        () -> {
                          throw new IllegalCallerException();
                        })));
  }

  @Test
  void cancelledBeforeTheWakeUp() throws Exception {
    check(
        () -> {
          exclusion.door.run(
              () -> {
                come("a");
                come("b");
                journal.read();
                waiting.getFirst().cancel();
              });
          assertEquals(List.of("a is out cancelled", "b is in", "b is out"), journal.read());
        });
  }

  @Test
  void cancelledAfterTheWakeUpItIsPassedOn() throws Exception {
    check(
        () -> {
          holdWhileTheseCome("a", "b", "c");
          waiting.getFirst().cancel();
          assertEquals(
              List.of("a is out cancelled", "b is in", "b is out", "c is in", "c is out"),
              journal.read());
        });
  }

  @Test
  void cancelledTwiceItIsPassedOnOnce() throws Exception {
    check(
        () -> {
          holdWhileTheseCome("a", "b", "c");
          waiting.getFirst().cancel();
          waiting.getFirst().cancel();
          assertEquals(
              List.of("a is out cancelled", "b is in", "b is out", "c is in", "c is out"),
              journal.read());
        });
  }

  @Test
  void theNextOneIsCancelledAsWellTheThirdGetsIt() throws Exception {
    check(
        () -> {
          holdWhileTheseCome("a", "b", "c");
          waiting.get(0).cancel();
          waiting.get(1).cancel();
          assertEquals(
              List.of("a is out cancelled", "b is out cancelled", "c is in", "c is out"),
              journal.read());
        });
  }

  @Test
  void theOneBehindIsCancelledFirst() throws Exception {
    check(
        () -> {
          holdWhileTheseCome("a", "b", "c");
          waiting.get(1).cancel();
          waiting.get(0).cancel();
          assertEquals(
              List.of("a is out cancelled", "b is out cancelled", "c is in", "c is out"),
              journal.read().stream().sorted().toList());
        });
  }

  @Test
  void allAreCancelledBeforeTheWakeUp() throws Exception {
    check(
        () -> {
          exclusion.door.run(
              () -> {
                come("a");
                come("b");
                journal.read();
                waiting.forEach(Deferred::cancel);
              });
          come("newcomer"); // while those who were cancelled are still there
          assertEquals(
              List.of(
                  "a is out cancelled", "b is out cancelled", "newcomer is in", "newcomer is out"),
              journal.read());
        });
  }

  @Test
  void allAreCancelledAfterTheWakeUp() throws Exception {
    check(
        () -> {
          holdWhileTheseCome("a", "b");
          waiting.forEach(Deferred::cancel);
          come("newcomer");
          assertEquals(
              List.of(
                  "a is out cancelled", "b is out cancelled", "newcomer is in", "newcomer is out"),
              journal.read());
        });
  }

  @Test
  void aNewcomerBehindACancelledOneIsNotStranded() throws Exception {
    check(
        () -> {
          exclusion.door.run(
              () -> {
                come("a");
                journal.read();
                waiting.getFirst().cancel();
              });
          exclusion.door.run(() -> journal.note("newcomer"));
          assertEquals(List.of("newcomer", "a is out cancelled"), journal.read());
        });
  }

  @Test
  void cancelledWhileItIsInItLetsTheNextIn() throws Exception {
    check(
        () -> {
          holdWhileTheseCome("a", "b");
          yieldNow();
          assertEquals(List.of("a is in"), journal.taken());
          waiting.getFirst().cancel();
          assertEquals(List.of("a is out cancelled", "b is in", "b is out"), journal.read());
        });
  }

  /// A task that gives up in the pass after the one in which it began to wait.
  private void comeForAMoment(String name) {
    journal.start(
        name,
        () ->
            journal.note(
                moveOnAfter(
                    Duration.ZERO, () -> exclusion.door.run(() -> journal.note(name + " is in")))));
  }

  @Test
  void aLimitThatIsOverBeforeTheWakeUp() throws Exception {
    check(
        () -> {
          exclusion.door.run(
              () -> {
                comeForAMoment("hasty");
                come("b");
                yieldNow();
                yieldNow(); // the limit is over now, and the task has not resumed
              });
          assertEquals(List.of("false", "hasty", "b is in", "b is out"), journal.read());
        });
  }

  @Test
  void aLimitThatIsOverAfterTheWakeUpPassesItOn() throws Exception {
    check(
        () -> {
          exclusion.door.run(
              () -> {
                comeForAMoment("hasty");
                come("b");
                yieldNow();
              }); // the task is woken here; the limit is over before it resumes
          assertEquals(List.of("false", "hasty", "b is in", "b is out"), journal.read());
        });
  }

  @Test
  void aCancellationIsNotALimitThatIsOver() throws Exception {
    check(
        () -> {
          exclusion.door.run(
              () -> {
                waiting.add(
                    journal.start(
                        "a",
                        () ->
                            moveOnAfter(
                                Duration.ofSeconds(1), () -> exclusion.door.run(() -> {}))));
                journal.read();
              });
          waiting.getFirst().cancel();
          assertEquals(List.of("a cancelled"), journal.read());
        });
  }
}
