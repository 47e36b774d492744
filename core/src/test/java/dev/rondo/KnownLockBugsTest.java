package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bugs that other libraries had (or have) in locks, queues and the loop itself, and that are not
/// to be made again here; see [KnownBugsTest].
@Timeout(60)
class KnownLockBugsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final List<String> log = new ArrayList<>();

  /// What can be taken and given back.
  private record Resource(Runnable acquire, Runnable release) {
    /// Takes it, notes the name, and gives it back.
    Task<?> user(String name, List<String> log) {
      return createTask(
          name,
          () -> {
            acquire.run();
            log.add(name);
            release.run();
          });
    }
  }

  private static List<Resource> resources() {
    var lock = new Lock();
    var semaphore = new Semaphore(1);
    var bounded = new BoundedSemaphore(1);
    var limiter = new CapacityLimiter(1);
    return List.of(
        new Resource(lock::acquire, lock::release),
        new Resource(semaphore::acquire, semaphore::release),
        new Resource(bounded::acquire, bounded::release),
        new Resource(limiter::acquire, limiter::release));
  }

  // bpo-27585, gh-90155, python/asyncio#270, anyio#1145: who was cancelled after it had been woken,
  // but before it ran, kept the wake-up to itself, and all that stood behind it waited for ever.
  @Test
  void aWokenWaiterThatIsCancelledLetsTheNextOneHaveItsTurn() throws Exception {
    VirtualTime.run(
        () -> {
          for (var resource : resources()) {
            log.clear();
            resource.acquire().run();
            var first = resource.user("first", log);
            var second = resource.user("second", log);
            var third = resource.user("third", log);
            yieldNow();
            resource.release().run();
            first.cancel();
            second.await();
            third.await();
            assertTrue(first.cancelled());
            assertEquals(List.of("second", "third"), log);
            resource.acquire().run(); // and it is free again
            resource.release().run();
          }
        });
  }

  // The same bug, where a time limit is over in the pass in which the resource becomes free,
  // whichever comes first.
  @Test
  void aWaiterWhoseTimeIsOverWhenItIsWokenLetsTheNextOneHaveItsTurn() throws Exception {
    VirtualTime.run(
        () -> {
          for (var resource : resources()) {
            for (var releasedFirst : List.of(true, false)) {
              log.clear();
              resource.acquire().run();
              var impatient =
                  createTask(
                      () ->
                          moveOnAfter(
                              SECOND,
                              () -> {
                                resource.acquire().run();
                                log.add("impatient");
                                resource.release().run();
                              }));
              var patient = resource.user("patient", log);
              if (!releasedFirst) {
                yieldNow(); // their time begins before ours
              }
              sleep(SECOND);
              resource.release().run();
              patient.await();
              assertEquals(false, impatient.await());
              assertEquals(List.of("patient"), log);
              resource.acquire().run();
              resource.release().run();
            }
          }
        });
  }

  // gh-90155: a newcomer could take a permit that was meant for somebody in line, who then waited
  // for ever though there were permits.
  @Test
  void whoGivesBackAndTakesAgainDoesNotOvertakeThoseInLine() throws Exception {
    VirtualTime.run(
        () -> {
          for (var resource : resources()) {
            log.clear();
            resource.acquire().run();
            var inLine = resource.user("in line", log);
            yieldNow();
            resource.release().run();
            resource.acquire().run();
            log.add("again");
            resource.release().run();
            inLine.await();
            assertEquals(List.of("in line", "again"), log);
          }
        });
  }

  // python/asyncio#270: a semaphore had one permit more or less after its waiters were cancelled.
  @Test
  void cancelledWaitersNeitherCostNorGainAPermit() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          var waiters = new ArrayList<Task<?>>();
          for (var i = 0; i < 6; i++) {
            waiters.add(createTask(semaphore::acquire));
          }
          yieldNow();
          semaphore.release(); // for the first, which is cancelled after its wake-up
          waiters.get(2).cancel(); // one that was not woken
          waiters.get(0).cancel();
          semaphore.release();
          waiters.get(5).cancel();
          gatherOutcomes(List.of(waiters.get(0), waiters.get(2), waiters.get(5)));
          assertTrue(waiters.get(1).done() && waiters.get(3).done());
          assertFalse(waiters.get(4).done());
          semaphore.release();
          semaphore.release();
          waiters.get(4).await();
          assertEquals(new Semaphore.Statistics(1, 0), semaphore.statistics());
        });
  }

  // gh-112202, anyio#1075: the signal for a waiter that was cancelled was lost, whether it was
  // cancelled before it ran or while it took the lock again.
  @Test
  void theSignalForACancelledWaiterGoesToAnother() throws Exception {
    VirtualTime.run(
        () -> {
          for (var turns : List.of(0, 1, 2)) {
            log.clear();
            var condition = new Condition();
            var first = createTask("first", () -> awaitSignal(condition));
            var second = createTask("second", () -> awaitSignal(condition));
            yieldNow();
            try (var _ = condition.hold()) {
              condition.signal();
              for (var i = 0; i < turns; i++) {
                yieldNow(); // the one that was signalled queues for the lock
              }
              first.cancel();
            }
            second.await();
            assertEquals(List.of("second"), log);
            assertFalse(condition.lock().locked());
          }
        });
  }

  private void awaitSignal(Condition condition) {
    try (var _ = condition.hold()) {
      condition.await();
      log.add(currentTask().name());
    }
  }

  // gh-111693: who was cancelled while it took the lock again got another error than the one that
  // was sent.
  @Test
  void theReasonOfACancellationSurvivesTheWayBackToTheLock() throws Exception {
    VirtualTime.run(
        () -> {
          var condition = new Condition();
          var waiter = createTask("waiter", () -> awaitSignal(condition));
          yieldNow();
          try (var _ = condition.hold()) {
            condition.signal();
            yieldNow(); // now the waiter queues for the lock
            waiter.cancel("the reason");
            yieldNow();
            assertFalse(waiter.done()); // it cannot leave without the lock
          }
          var error = assertThrows(CancelledError.class, waiter::await);
          assertEquals("the reason", error.reason().orElseThrow());
          assertFalse(condition.lock().locked());
        });
  }

  /// Has two things happen at the same time, in either order.
  private static void atTheSameTime(boolean firstFirst, Runnable first, Runnable second) {
    var due = runningLoop().time() + SECOND.toNanos();
    runningLoop().callAt(due, firstFirst ? first : second);
    runningLoop().callAt(due, firstFirst ? second : first);
  }

  // gh-92824, python/asyncio#201, tornado#2826: an item was lost when the time limit of a get was
  // over in the pass in which the item came.
  @Test
  void anItemThatComesWhenTheTimeIsOverIsNotLost() throws Exception {
    VirtualTime.run(
        () -> {
          for (var limitFirst : List.of(true, false)) {
            var queue = new Queue<String>();
            if (!limitFirst) {
              runningLoop().callLater(SECOND, () -> queue.putNowait("item"));
            }
            var getter = createTask(() -> waitFor(queue::get, SECOND));
            yieldNow();
            if (limitFirst) {
              runningLoop().callLater(SECOND, () -> queue.putNowait("item"));
            }
            try {
              assertEquals("item", getter.await());
            } catch (TimeoutException late) {
              sleep(SECOND);
              assertEquals("item", queue.getNowait());
            }
            assertTrue(queue.empty());
            assertEquals(0, queue.statistics().getting());
          }
        });
  }

  // python/asyncio#343: the same with a cancellation; with others in line the item is for them.
  @Test
  void anItemForAGetterThatIsCancelledGoesToTheNext() throws Exception {
    VirtualTime.run(
        () -> {
          for (var putFirst : List.of(true, false)) {
            var queue = new Queue<String>();
            var first = createTask(queue::get);
            var second = createTask(queue::get);
            yieldNow();
            atTheSameTime(putFirst, () -> queue.putNowait("item"), first::cancel);
            assertEquals("item", second.await());
            assertThrows(CancelledError.class, first::await);
            assertEquals(new Queue.Statistics(0, 0, 0, 0, 1), queue.statistics());
          }
        });
  }

  // The same on the other side: room that was made for a putter that is cancelled.
  @Test
  void roomForAPutterThatIsCancelledGoesToTheNext() throws Exception {
    VirtualTime.run(
        () -> {
          for (var getFirst : List.of(true, false)) {
            var queue = new Queue<String>(1);
            queue.put("first");
            var cancelled = createTask(() -> queue.put("cancelled"));
            var next = createTask(() -> queue.put("next"));
            yieldNow();
            atTheSameTime(
                getFirst, () -> assertEquals("first", queue.getNowait()), cancelled::cancel);
            next.await();
            assertThrows(CancelledError.class, cancelled::await);
            assertEquals("next", queue.getNowait());
            assertEquals(new Queue.Statistics(0, 1, 0, 0, 2), queue.statistics());
          }
        });
  }

  /* ---- the loop ---- */

  // uvloop#408: a loop that ran for ever ended of its own accord.
  @Test
  void aLoopRunsUntilItIsToldToStop() {
    try (var loop = VirtualTime.newLoop()) {
      loop.setExceptionHandler((_, context) -> log.add(context.message().substring(0, 21)));
      loop.callSoon(
          () -> {
            throw new StackOverflowError("in a callback");
          });
      loop.callLater(
          SECOND,
          () -> {
            throw new CancelledError("in a callback");
          });
      var task = loop.createTask(() -> "ends long before the loop does");
      loop.callLater(
          HOUR,
          () -> {
            assertTrue(task.done());
            log.add("stop");
            loop.stop();
          });
      loop.runForever();
      assertEquals(List.of("Exception in callback", "Exception in callback", "stop"), log);
      assertEquals(HOUR.toNanos(), loop.time());
    }
  }

  // anyio#1265: between asking a loop whether it is closed and calling it, it was closed. Here the
  // call itself is the question, and the answer holds: what was accepted is done.
  @Test
  void aCallIsEitherAcceptedAndMadeOrRefused() throws Exception {
    var loop = VirtualTime.newLoop();
    var made = new ArrayList<Integer>();
    var accepted = new ArrayList<Integer>();
    var caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (var i = 0; ; i++) {
                      var number = i;
                      loop.callSoonThreadsafe(() -> made.add(number));
                      accepted.add(number);
                    }
                  } catch (IllegalStateException refused) {
                    log.add("refused");
                  }
                });
    loop.runUntilComplete(Awaitable.of(() -> sleep(SECOND)));
    loop.close();
    caller.join();
    assertEquals(accepted, made);
    assertEquals(List.of("refused"), log);
  }
}
