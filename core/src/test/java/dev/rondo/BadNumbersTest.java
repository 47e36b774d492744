package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.select;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.timeoutAt;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.waitUntil;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// Numbers and durations at and beyond the limits, and collections of none and of very many.
@Timeout(120)
class BadNumbersTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);
  private static final Duration MOST_NEGATIVE = Duration.ofSeconds(Long.MIN_VALUE);
  private static final int MANY = 100_000;

  private final List<String> log = new ArrayList<>();

  private static Executable refused(String message, Executable call) {
    return () ->
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  /* ---- sizes ---- */

  @Test
  void whatIsTooSmallIsRefusedWithWhatIsExpectedAndWhatCame() {
    assertAll(
        refused("permits must be zero or more, but is -1", () -> new Semaphore(-1)),
        refused("permits must be zero or more, but is -1", () -> new BoundedSemaphore(-1)),
        refused("tokens must be zero or more, but is -1", () -> new CapacityLimiter(-1)),
        refused("parties must be at least 1, but is 0", () -> new Barrier(0)),
        refused("parties must be at least 1, but is -2147483648", () -> new Barrier(1 << 31)),
        refused("limit must be zero (none) or more, but is -1", () -> new Queue<>(-1)),
        refused("limit must be zero (none) or more, but is -1", () -> new LifoQueue<>(-1)),
        refused(
            "limit must be zero (none) or more, but is -1", () -> PriorityQueue.<String>create(-1)),
        refused("capacity must be at least 1, but is 0", () -> Channel.bounded(0)),
        refused("capacity must be at least 1, but is -1", () -> Channel.droppingOldest(-1)),
        refused("capacity must be at least 1, but is 0", () -> new Broadcast<>(0)),
        refused("calls must be at least 1, but is 0", () -> new RateLimiter(0, SECOND)),
        refused(
            "period must be more than zero, but is PT0S", () -> new RateLimiter(1, Duration.ZERO)),
        refused(
            "limit must be zero (none) or more, but is -1",
            () -> GroupOptions.collect().withLimit(-1)),
        refused("attempts must be at least 1, but is 0", () -> Retry.exponential(0, SECOND)),
        refused("a pause must not be negative", () -> Retry.exponential(1, Duration.ofNanos(-1))));
  }

  @Test
  void aSignalForLessThanNobodyIsRefused() throws Exception {
    VirtualTime.run(
        () -> {
          var condition = new Condition();
          try (var _ = condition.hold()) {
            refused("count must be zero or more, but is -1", () -> condition.signal(-1)).execute();
            condition.signal(0);
            condition.signal(Integer.MAX_VALUE);
          } catch (Throwable failure) {
            throw Throwing.asUnchecked(failure);
          }
        });
  }

  @Test
  void whatHoldsTheMostThatCanBeSaidTakesNoMemoryForIt() throws Exception {
    VirtualTime.run(
        () -> {
          for (var queue :
              List.of(
                  new Queue<String>(Integer.MAX_VALUE),
                  new LifoQueue<String>(Integer.MAX_VALUE),
                  PriorityQueue.<String>create(Integer.MAX_VALUE))) {
            queue.put("item");
            assertFalse(queue.full());
            assertEquals("item", queue.get());
          }
          var channel = Channel.<String>bounded(Integer.MAX_VALUE);
          channel.sender().send("item");
          assertEquals("item", channel.receiver().receive());
          var barrier = new Barrier(Integer.MAX_VALUE);
          var waiter = createTask(barrier::await);
          yieldNow();
          assertEquals(1, barrier.waiting());
          waiter.cancel();
        });
  }

  @Test
  void aSemaphoreDoesNotCountBeyondTheLargestNumber() throws Exception {
    VirtualTime.run(
        () -> {
          for (var semaphore :
              List.of(new Semaphore(Integer.MAX_VALUE), new BoundedSemaphore(Integer.MAX_VALUE))) {
            assertThrows(IllegalStateException.class, semaphore::release);
            assertEquals(Integer.MAX_VALUE, semaphore.statistics().permits());
            semaphore.acquire();
            semaphore.release();
            assertEquals(Integer.MAX_VALUE, semaphore.statistics().permits());
          }
        });
  }

  @Test
  void aSemaphoreOfNoneLetsNobodyThroughUntilOneIsReleased() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          assertFalse(semaphore.tryAcquire());
          assertFalse(semaphore.tryAcquire(SECOND));
          semaphore.release();
          assertTrue(semaphore.tryAcquire());
          assertThrows(IllegalStateException.class, new BoundedSemaphore(0)::release);
        });
  }

  /* ---- durations ---- */

  /// Everything that takes a time limit; true if it was in time.
  private static List<Limited> limited() {
    var event = new Event();
    var lock = new Lock();
    lock.acquire();
    var semaphore = new Semaphore(0);
    var condition = new Condition();
    var promise = runningLoop().<String>createPromise();
    return List.of(
        limit -> inTime(() -> timeout(limit, () -> sleep(HOUR))),
        limit -> inTime(() -> waitFor(Awaitable.of(() -> sleep(HOUR)), limit)),
        limit -> moveOnAfter(limit, () -> sleep(HOUR)),
        limit -> letComeLater(event::set, () -> event.await(limit)),
        limit -> letComeLater(lock::release, () -> lock.tryAcquire(limit)),
        limit -> letComeLater(semaphore::release, () -> semaphore.tryAcquire(limit)),
        limit -> {
          condition.lock().acquire();
          var signals =
              createTask(
                  () -> {
                    sleep(HOUR);
                    try (var _ = condition.hold()) {
                      condition.signal();
                    }
                  });
          var came = condition.await(limit);
          signals.cancel();
          condition.lock().release();
          return came;
        },
        limit ->
            letComeLater(
                () -> promise.setResult("done"),
                () -> {
                  var ends = waitUntil(ReturnWhen.ALL_COMPLETED, List.of(promise), limit);
                  return ends.pending().isEmpty();
                }),
        limit -> {
          var comes = createTask(() -> sleep(HOUR));
          return select(Select.done(comes, _ -> true), Select.after(limit, _ -> false));
        });
  }

  @FunctionalInterface
  private interface Limited {
    boolean inTime(Duration limit) throws Exception;
  }

  private static boolean inTime(Action action) throws Exception {
    try {
      action.run();
      return true;
    } catch (TimeoutException late) {
      return false;
    }
  }

  private static boolean letComeLater(Runnable comes, Awaitable<Boolean> waits) throws Exception {
    var timer = runningLoop().callLater(HOUR, comes);
    try {
      return waits.await();
    } finally {
      timer.cancel();
    }
  }

  private static void checkAll(Duration limit, boolean expected) throws Exception {
    VirtualTime.run(
        () -> {
          sleep(SECOND); // so that now + limit could overflow
          var number = 0;
          for (var each : limited()) {
            assertEquals(expected, each.inTime(limit), "number " + number);
            number++;
          }
        });
  }

  @Test
  void theLongestLimitIsNone() throws Exception {
    checkAll(LONGEST, true);
    checkAll(Duration.ofNanos(Long.MAX_VALUE), true);
  }

  @Test
  void aLimitOfZeroOrLessIsOverAtOnce() throws Exception {
    checkAll(Duration.ZERO, false);
    checkAll(Duration.ofNanos(-1), false);
    checkAll(MOST_NEGATIVE, false);
  }

  @Test
  void aLimitInTheDistantPastOrFutureIsTakenAsItIs() throws Exception {
    VirtualTime.run(
        () -> {
          sleep(SECOND);
          var late =
              assertThrows(
                  TimeoutException.class,
                  () ->
                      timeoutAt(
                          Long.MIN_VALUE,
                          _ -> {
                            sleep(HOUR);
                            return "x";
                          }));
          assertEquals("not done within PT0S", late.getMessage());
          assertEquals(SECOND.toNanos(), runningLoop().time());
          assertEquals(
              "slept",
              timeoutAt(
                  Long.MAX_VALUE - 1,
                  limit -> {
                    limit.reschedule(dev.rondo.Timeout.NEVER);
                    sleep(HOUR);
                    return "slept";
                  }));
        });
  }

  @Test
  void aRateOfOneInAnEternityLetsOneThrough() throws Exception {
    VirtualTime.run(
        () -> {
          sleep(SECOND);
          var limiter = new RateLimiter(1, LONGEST);
          limiter.acquire();
          assertFalse(limiter.tryAcquire());
          assertFalse(moveOnAfter(Duration.ofDays(10_000), limiter::acquire));
        });
  }

  @Test
  void pausesThatGrowBeyondAllMeasureStayAtTheLongest() throws Exception {
    VirtualTime.run(
        () -> {
          var retry = new Retry(5, LONGEST, Double.MAX_VALUE, SECOND, () -> 1, _ -> true);
          assertThrows(
              IllegalStateException.class,
              () ->
                  retry.call(
                      () -> {
                        log.add("call");
                        throw new IllegalStateException();
                      }));
          assertEquals(4 * SECOND.toNanos(), runningLoop().time());
        });
    assertEquals(5, log.size());
  }

  /* ---- none, the same, and very many ---- */

  @Test
  void nothingToWaitForIsAnErrorOrAnEmptyResult() throws Exception {
    VirtualTime.run(
        () -> {
          assertAll(
              refused(
                  "there is nothing to wait for",
                  () -> waitUntil(ReturnWhen.ALL_COMPLETED, List.<Task<String>>of())),
              refused("a race needs at least one contestant", () -> Async.race()),
              refused("a select needs at least one clause", () -> select()));
          for (var _ : Async.asCompleted(List.<Awaitable<String>>of())) {
            log.add("completed");
          }
          Async.mapInOrder(1, List.<String>of(), text -> text, log::add);
          Async.mapAsCompleted(1, List.<String>of(), text -> text, log::add);
          Async.gather(new Action[0]);
        });
    assertEquals(List.of(), log);
  }

  @Test
  void whatIsGivenTwiceIsWaitedForOnce() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(() -> "result");
          var ends = waitUntil(ReturnWhen.ALL_COMPLETED, List.of(task, task));
          assertEquals(List.of(task), List.copyOf(ends.done()));
          for (var each : Async.asCompleted(List.of(task, task))) {
            log.add(each.result());
          }
          assertEquals("result", Async.race(task, task));
        });
    assertEquals(List.of("result"), log);
  }

  @Test
  void aHundredThousandMayBeWaitedFor() throws Exception {
    VirtualTime.run(
        () -> {
          var tasks =
              IntStream.range(0, MANY)
                  .mapToObj(
                      number ->
                          createTask(
                              () -> {
                                sleep(Duration.ofNanos(MANY - number));
                                return number;
                              }))
                  .toList();
          var first = waitUntil(ReturnWhen.FIRST_COMPLETED, tasks);
          assertTrue(first.done().contains(tasks.getLast()));
          var numbers = new HashSet<Integer>();
          for (var done : Async.asCompleted(tasks)) {
            numbers.add(done.result());
          }
          assertEquals(MANY, numbers.size());
          assertEquals(MANY, waitUntil(ReturnWhen.ALL_COMPLETED, tasks).done().size());
        });
  }

  @Test
  void aHundredThousandMayBeInOneGroup() throws Exception {
    VirtualTime.run(
        () -> {
          var failure =
              assertThrows(
                  IllegalStateException.class,
                  () ->
                      Async.taskGroup(
                          group -> {
                            Stream.generate(() -> (Action) () -> sleep(HOUR))
                                .limit(MANY)
                                .forEach(group::createTask);
                            group.createTask(
                                () -> {
                                  sleep(SECOND);
                                  throw new IllegalStateException("ends them all");
                                });
                          }));
          assertEquals("ends them all", failure.getMessage());
          assertEquals(1, Async.allTasks().size());
          assertEquals(SECOND.toNanos(), runningLoop().time());
        });
  }
}
