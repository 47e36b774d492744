package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// Locks, queues, channels and the like, used by those to whom they do not belong, or with null:
/// always an error, and nothing has happened.
@Timeout(60)
class SynchronizationMisuseTest {
  /// @param operation its name in messages
  /// @param owner the class that it belongs to
  private record Call(String operation, String owner, Executable body) {}

  /// One of everything, bound to the running loop, with something to take everywhere.
  private static final class Everything {
    private static final Duration SECOND = Duration.ofSeconds(1);

    final Lock lock = new Lock();
    final Event event = new Event();
    final Condition condition = new Condition(lock);
    final Semaphore semaphore = new Semaphore(1);
    final Barrier barrier = new Barrier(1);
    final CapacityLimiter limiter = new CapacityLimiter(1);
    final Queue<String> queue = new Queue<>(2);
    final Channel<String> channel = Channel.bounded(2);
    final Sender<String> sender = channel.sender();
    final Receiver<String> receiver = channel.receiver();
    final Broadcast<String> broadcast = new Broadcast<>(1);
    final Broadcast.Subscription<String> subscription = broadcast.subscribe();

    Everything() throws Exception {
      event.set();
      event.await();
      event.clear();
      lock.acquire();
      condition.awaitUntil(() -> true);
      semaphore.acquire();
      semaphore.release();
      assertEquals(0, barrier.await());
      limiter.acquire();
      limiter.release();
      queue.put("item");
      sender.send("item");
      broadcast.send("earlier");
      subscription.receive();
      broadcast.send("item");
    }

    /// What is for coroutines only.
    List<Call> forCoroutines() {
      return List.of(
          new Call("acquire", "Lock", lock::acquire),
          new Call("tryAcquire", "Lock", lock::tryAcquire),
          new Call("tryAcquire", "Lock", () -> lock.tryAcquire(SECOND)),
          new Call("acquire", "Lock", lock::hold),
          new Call("await", "Event", () -> event.await()),
          new Call("await", "Event", () -> event.await(SECOND)),
          new Call("await", "Condition", condition::await),
          new Call("await", "Condition", () -> condition.await(SECOND)),
          new Call("awaitUntil", "Condition", () -> condition.awaitUntil(() -> true)),
          new Call("acquire", "Lock", condition::hold),
          new Call("acquire", "Semaphore", semaphore::acquire),
          new Call("tryAcquire", "Semaphore", semaphore::tryAcquire),
          new Call("tryAcquire", "Semaphore", () -> semaphore.tryAcquire(SECOND)),
          new Call("acquire", "Semaphore", semaphore::hold),
          new Call("await", "Barrier", barrier::await),
          new Call("reset", "Barrier", barrier::reset),
          new Call("abort", "Barrier", barrier::abort),
          new Call("acquire", "CapacityLimiter", limiter::acquire),
          new Call("tryAcquire", "CapacityLimiter", limiter::tryAcquire),
          new Call("acquire", "CapacityLimiter", limiter::hold),
          new Call("release", "CapacityLimiter", limiter::release),
          new Call("put", "Queue", () -> queue.put("x")),
          new Call("get", "Queue", queue::get),
          new Call("join", "Queue", queue::join),
          new Call("send", "Channel", () -> sender.send("x")),
          new Call("receive", "Channel", receiver::receive),
          new Call("receive", "Channel", receiver.iterator()::hasNext),
          new Call("receive", "Broadcast", subscription::receive),
          new Call("select", "Channel", () -> Async.select(Select.receive(receiver, item -> item))),
          new Call("select", "Channel", () -> Async.select(Select.send(sender, "x", item -> item))),
          new Call("select", "Lock", () -> Async.select(Select.acquire(lock, _ -> "x"))));
    }

    /// What callbacks of the loop may call as well.
    List<Call> immediate() {
      return List.of(
          new Call("release", "Lock", lock::release),
          new Call("locked", "Lock", lock::locked),
          new Call("statistics", "Lock", lock::statistics),
          new Call("set", "Event", event::set),
          new Call("clear", "Event", event::clear),
          new Call("isSet", "Event", event::isSet),
          new Call("signal", "Condition", condition::signal),
          new Call("signal", "Condition", () -> condition.signal(2)),
          new Call("signal", "Condition", condition::signalAll),
          new Call("release", "Semaphore", semaphore::release),
          new Call("locked", "Semaphore", semaphore::locked),
          new Call("statistics", "Semaphore", semaphore::statistics),
          new Call("waiting", "Barrier", barrier::waiting),
          new Call("broken", "Barrier", barrier::broken),
          new Call("setTokens", "CapacityLimiter", () -> limiter.setTokens(5)),
          new Call("statistics", "CapacityLimiter", limiter::statistics),
          new Call("putNowait", "Queue", () -> queue.putNowait("x")),
          new Call("getNowait", "Queue", queue::getNowait),
          new Call("taskDone", "Queue", queue::taskDone),
          new Call("shutdown", "Queue", queue::shutdown),
          new Call("shutdownNow", "Queue", queue::shutdownNow),
          new Call("size", "Queue", queue::size),
          new Call("empty", "Queue", queue::empty),
          new Call("full", "Queue", queue::full),
          new Call("statistics", "Queue", queue::statistics),
          new Call("sender", "Channel", channel::sender),
          new Call("receiver", "Channel", channel::receiver),
          new Call("statistics", "Channel", channel::statistics),
          new Call("trySend", "Channel", () -> sender.trySend("x")),
          new Call("tryReceive", "Channel", receiver::tryReceive),
          new Call("close", "Channel", sender::close),
          new Call("close", "Channel", receiver::close),
          new Call("send", "Broadcast", () -> broadcast.send("x")),
          new Call("subscribe", "Broadcast", broadcast::subscribe),
          new Call("close", "Broadcast", broadcast::close),
          new Call("close", "Broadcast", subscription::close));
    }

    void assertUntouched() throws Exception {
      assertEquals(new Lock.Statistics(true, 0), lock.statistics());
      assertEquals("Event[unset, 0 waiting]", event.toString());
      assertEquals("Condition[0 waiting, Lock[locked, 0 waiting]]", condition.toString());
      assertEquals(new Semaphore.Statistics(1, 0), semaphore.statistics());
      assertEquals("Barrier[FILLING, 0 of 1]", barrier.toString());
      assertEquals(new CapacityLimiter.Statistics(1, 0, 0), limiter.statistics());
      assertEquals(new Queue.Statistics(1, 2, 0, 0, 1), queue.statistics());
      assertEquals(new Channel.Statistics(1, 2, 0, 0, 0), channel.statistics());
      assertEquals("Broadcast[1 subscribers]", broadcast.toString());
      assertEquals("Subscription[1 items, 0 missed]", subscription.toString());
      queue.put("still open");
      sender.send("still open");
      assertEquals("item", subscription.receive());
    }
  }

  private static void inAnotherThread(Executable body) throws Exception {
    var task =
        new FutureTask<>(
            () -> {
              try {
                body.execute();
              } catch (Exception | Error failure) {
                throw failure;
              } catch (Throwable impossible) {
                throw new AssertionError(impossible);
              }
              return "";
            });
    var thread = Thread.ofPlatform().name("foreigner").start(task);
    thread.join();
    task.get();
  }

  private static void assertAllThrow(
      Class<? extends Throwable> type,
      Stream<Call> calls,
      java.util.function.Function<Call, String> message) {
    assertAll(
        calls.map(
            call ->
                () -> {
                  var error = assertThrows(type, call.body);
                  assertEquals(message.apply(call), error.getMessage());
                }));
  }

  @Test
  void anotherThreadIsRefused() throws Exception {
    VirtualTime.run(
        () -> {
          var everything = new Everything();
          var owner = runningLoop().thread().getName();
          inAnotherThread(
              () -> {
                assertAllThrow(
                    WrongThreadException.class,
                    everything.immediate().stream(),
                    call ->
                        call.operation
                            + " was called by thread foreigner, but this belongs to the loop of"
                            + " thread "
                            + owner
                            + "; use loop.callSoonThreadsafe or Async.runCoroutineThreadsafe");
                assertAllThrow(
                    IllegalStateException.class,
                    everything.forCoroutines().stream(),
                    call ->
                        call.operation
                            + " can only be called in a coroutine, but was called by thread"
                            + " foreigner, which runs no loop; put the code into Async.run");
              });
          everything.assertUntouched();
        });
  }

  @Test
  void aCoroutineOfAnotherLoopIsRefused() throws Exception {
    VirtualTime.run(
        () -> {
          var everything = new Everything();
          inAnotherThread(
              () ->
                  VirtualTime.run(
                      () -> {
                        assertAllThrow(
                            WrongThreadException.class,
                            everything.forCoroutines().stream(),
                            call ->
                                call.owner
                                    + " is bound to a different event loop; use one for each"
                                    + " loop, or pass messages with callSoonThreadsafe");
                        for (var call : everything.immediate()) {
                          assertThrows(WrongThreadException.class, call.body);
                        }
                      }));
          everything.assertUntouched();
        });
  }

  @Test
  void aCallbackMayCallWhatDoesNotWaitOnly() throws Exception {
    VirtualTime.run(
        () -> {
          var everything = new Everything();
          inCallback(
              () ->
                  assertAllThrow(
                      IllegalStateException.class,
                      everything.forCoroutines().stream(),
                      call ->
                          call.operation
                              + " can only be called in a coroutine, but was called in a callback"
                              + " of a loop, which cannot wait; start a task there with"
                              + " createTask"));
          everything.assertUntouched();
          for (var call : new Everything().immediate()) {
            // The first call ends the lock, the channel and so on for those that follow.
            var fresh = new Everything();
            var same = fresh.immediate().stream().filter(it -> it.operation.equals(call.operation));
            for (var each : same.filter(it -> it.owner.equals(call.owner)).limit(1).toList()) {
              inCallback(each.body);
            }
          }
        });
  }

  private static void inCallback(Executable body) throws Exception {
    Promise<Throwable> outcome = runningLoop().createPromise();
    runningLoop()
        .callSoon(
            () -> {
              try {
                body.execute();
                outcome.setResult(new Throwable("none"));
              } catch (Throwable failure) {
                outcome.setResult(failure);
              }
            });
    var failure = outcome.await();
    if (!"none".equals(failure.getMessage())) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void afterItsLoopWasClosedAnotherMayUseIt() throws Exception {
    var lock = new Lock();
    var queue = new Queue<String>();
    VirtualTime.run(
        () -> {
          lock.acquire();
          lock.release();
          queue.put("kept");
        });
    assertEquals(1, queue.size());
    VirtualTime.run(
        () -> {
          lock.acquire();
          assertEquals("kept", queue.get());
        });
  }

  @Test
  void everythingCanBeMadeOutsideOfALoop() throws Exception {
    var lock = new Lock();
    var event = new Event();
    event.set();
    VirtualTime.run(
        () -> {
          event.await();
          var task = createTask(lock::acquire);
          task.await();
          assertEquals(true, lock.locked());
        });
  }

  /// Null, as code that is not checked for it may pass it.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }

  @Test
  void nullIsRefusedEvenWhereItWouldNotMatter() throws Exception {
    VirtualTime.run(
        () -> {
          var everything = new Everything();
          everything.lock.release();
          everything.event.set();
          var calls =
              List.of(
                  new Call("limit", "", () -> everything.lock.tryAcquire(none())),
                  new Call("limit", "", () -> everything.event.await(none())),
                  new Call("limit", "", () -> everything.condition.await(none())),
                  new Call("predicate", "", () -> everything.condition.awaitUntil(none())),
                  new Call("limit", "", () -> everything.semaphore.tryAcquire(none())),
                  new Call("item", "", () -> everything.queue.put(none())),
                  new Call("item", "", () -> everything.queue.putNowait(none())),
                  new Call("item", "", () -> everything.sender.send(none())),
                  new Call("item", "", () -> everything.sender.trySend(none())),
                  new Call("item", "", () -> everything.broadcast.send(none())),
                  new Call("lock", "", () -> new Condition(none())),
                  new Call("order", "", () -> PriorityQueue.create(0, none())),
                  new Call("receiver", "", () -> Select.receive(none(), item -> item)),
                  new Call("body", "", () -> Select.receive(everything.receiver, none())),
                  new Call("sender", "", () -> Select.send(none(), "x", item -> item)),
                  new Call("item", "", () -> Select.send(everything.sender, none(), item -> item)),
                  new Call("body", "", () -> Select.send(everything.sender, "x", none())),
                  new Call("deferred", "", () -> Select.done(none(), done -> done)),
                  new Call("delay", "", () -> Select.after(none(), _ -> "x")),
                  new Call("body", "", () -> Select.after(Duration.ZERO, none())),
                  new Call("lock", "", () -> Select.acquire(none(), _ -> "x")),
                  new Call("body", "", () -> Select.acquire(everything.lock, none())),
                  new Call("a clause", "", SynchronizationMisuseTest::selectOfNull));
          assertAllThrow(
              NullPointerException.class,
              calls.stream(),
              call -> call.operation + " is null; pass a value");
          assertEquals(false, everything.lock.locked());
          assertEquals(1, everything.semaphore.statistics().permits());
        });
  }

  private static void selectOfNull() throws Exception {
    Async.select(
        Select.after(Duration.ZERO, _ -> "x"),
        SynchronizationMisuseTest.<Select.Clause<String>>none());
  }
}
