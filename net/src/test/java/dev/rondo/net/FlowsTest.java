package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.Generator;
import dev.rondo.Loop;
import dev.rondo.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Reactive streams, in both directions.
@Timeout(60)
class FlowsTest {
  /// A publisher that a test drives by hand.
  private static final class Manual implements Flow.Publisher<String>, Flow.Subscription {
    private final List<Long> requests = new ArrayList<>();
    private Flow.@Nullable Subscriber<? super String> subscriber;
    private boolean cancelled;

    @Override
    public void subscribe(Flow.Subscriber<? super String> given) {
      subscriber = given;
      given.onSubscribe(this);
    }

    Flow.Subscriber<? super String> subscriber() {
      return java.util.Objects.requireNonNull(subscriber);
    }

    @Override
    public void request(long count) {
      requests.add(count);
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  @Test
  void whatAThreadPublishesIsIteratedInOrder() throws Exception {
    var read = new ArrayList<Integer>();
    run(
        () -> {
          // @start region=iterate
          var publisher = new SubmissionPublisher<Integer>(); // runs on threads of its own
          var items = Flows.iterate(publisher);
          var producer =
              createTask(
                  () -> {
                    try (publisher) {
                      IntStream.range(0, 1_000).forEach(publisher::submit);
                    }
                  });
          for (var item : items) {
            read.add(item);
          }
          producer.await();
          // @end
        });
    assertEquals(IntStream.range(0, 1_000).boxed().toList(), read);
  }

  @Test
  void noMoreThanTheWindowIsAskedFor() throws Exception {
    run(
        () -> {
          var publisher = new Manual();
          var items = Flows.iterate(publisher, 4);
          yieldNow();
          assertEquals(List.of(4L), publisher.requests);
          for (var item : List.of("a", "b", "c", "d")) {
            publisher.subscriber().onNext(item);
          }
          assertEquals("a", items.next());
          assertEquals(List.of(4L), publisher.requests);
          assertEquals("b", items.next());
          assertEquals(List.of(4L, 2L), publisher.requests);
          items.close();
          assertTrue(publisher.cancelled);
        });
  }

  @Test
  void aFailureOfThePublisherComesAfterItsItems() throws Exception {
    run(
        () -> {
          var publisher = new Manual();
          var items = Flows.iterate(publisher);
          var failure = new IOException("gone");
          publisher.subscriber().onNext("a");
          publisher.subscriber().onError(failure);
          assertEquals("a", items.next());
          assertSame(failure, assertThrows(IOException.class, items::hasNext));
        });
  }

  @Test
  void theEndIsTheEnd() throws Exception {
    run(
        () -> {
          var publisher = new Manual();
          var items = Flows.iterate(publisher);
          publisher.subscriber().onComplete();
          assertFalse(items.hasNext());
          assertThrows(NoSuchElementException.class, items::next);
        });
  }

  @Test
  void aCancelledWaitTakesNoItem() throws Exception {
    run(
        () -> {
          var publisher = new Manual();
          var items = Flows.iterate(publisher);
          var waiting = createTask(items::next);
          yieldNow();
          yieldNow();
          publisher.subscriber().onNext("a");
          waiting.cancel();
          assertThrows(CancelledError.class, waiting::await);
          assertEquals("a", items.next());
        });
  }

  @Test
  void onlyOneTaskWaitsAtATime() throws Exception {
    run(
        () -> {
          var items = Flows.iterate(new Manual());
          var waiting = createTask(items::hasNext);
          yieldNow();
          assertThrows(IllegalStateException.class, items::hasNext);
          items.close();
          assertThrows(IllegalStateException.class, waiting::await);
        });
  }

  @Test
  void aSecondSubscriptionIsCancelled() throws Exception {
    run(
        () -> {
          var publisher = new Manual();
          var items = Flows.iterate(publisher);
          var second = new Manual();
          publisher.subscriber().onSubscribe(second);
          yieldNow();
          assertTrue(second.cancelled);
          assertFalse(publisher.cancelled);
          items.close();
        });
  }

  @Test
  void windowsHoldOneItemAtLeast() throws Exception {
    run(() -> assertThrows(IllegalArgumentException.class, () -> Flows.iterate(new Manual(), 0)));
  }

  /// Asks for `batch` items whenever that many have come.
  private static final class Collecting implements Flow.Subscriber<Integer> {
    private final List<String> events = new ArrayList<>();
    private final Promise<String> end;
    private Flow.@Nullable Subscription subscription;

    Collecting(Loop loop) {
      end = loop.createPromise();
    }

    Flow.Subscription subscription() {
      return java.util.Objects.requireNonNull(subscription);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      events.add("subscribed");
    }

    @Override
    public void onNext(Integer item) {
      events.add(item.toString());
    }

    @Override
    public void onError(Throwable error) {
      events.add(error.toString());
      end.setResult("error");
    }

    @Override
    public void onComplete() {
      events.add("complete");
      end.setResult("complete");
    }
  }

  private static void settle() {
    for (var pass = 0; pass < 10; pass++) {
      yieldNow();
    }
  }

  private static void publishing(
      Iterable<Integer> items, Consumer<Collecting> steps, String... events) throws Exception {
    run(
        () -> {
          var loop = runningLoop();
          // @start region=publish
          var publisher = Flows.publish(loop, items);
          // @end
          var subscriber = new Collecting(loop);
          publisher.subscribe(subscriber);
          settle();
          steps.accept(subscriber);
          settle();
          assertEquals(List.of(events), subscriber.events);
        });
  }

  @Test
  void nothingIsPublishedWithoutDemand() throws Exception {
    publishing(List.of(1, 2, 3), _ -> {}, "subscribed");
  }

  @Test
  void exactlyWhatWasAskedForIsPublished() throws Exception {
    publishing(
        List.of(1, 2, 3),
        subscriber -> {
          subscriber.subscription().request(1);
          subscriber.subscription().request(1);
        },
        "subscribed",
        "1",
        "2");
  }

  @Test
  void theEndFollowsTheLastItem() throws Exception {
    publishing(
        List.of(1, 2),
        subscriber -> subscriber.subscription().request(Long.MAX_VALUE),
        "subscribed",
        "1",
        "2",
        "complete");
  }

  @Test
  void anIterationThatFailsIsAnError() throws Exception {
    publishing(
        () ->
            Generator.of(
                yielder -> {
                  yielder.yield(1);
                  yieldNow();
                  throw new IOException("broken");
                }),
        subscriber -> subscriber.subscription().request(5),
        "subscribed",
        "1",
        "java.io.IOException: broken");
  }

  @Test
  void aSubscriberThatAsksForNothingGetsAnError() throws Exception {
    publishing(
        List.of(1),
        subscriber -> subscriber.subscription().request(0),
        "subscribed",
        "java.lang.IllegalArgumentException: a subscriber must ask for one item or more, but asked"
            + " for 0");
  }

  @Test
  void cancellingClosesTheIterator() throws Exception {
    var closed = new ArrayList<String>();
    publishing(
        () ->
            Generator.of(
                yielder -> {
                  try {
                    yielder.yield(1);
                    yielder.yield(2);
                  } finally {
                    closed.add("closed");
                  }
                }),
        subscriber -> {
          subscriber.subscription().request(1);
          settle();
          subscriber.subscription().cancel();
          subscriber.subscription().request(1);
        },
        "subscribed",
        "1");
    assertEquals(List.of("closed"), closed);
  }

  @Test
  void aSubscriberOfAClosedLoopIsTold() {
    var loop = Loop.create();
    var subscriber = new Collecting(loop);
    var publisher = Flows.publish(loop, List.of(1));
    var rejected = new ArrayList<String>();
    loop.close();

    publisher.subscribe(
        new Flow.Subscriber<Integer>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            rejected.add("subscribed");
          }

          @Override
          public void onNext(Integer item) {
            rejected.add(item.toString());
          }

          @Override
          public void onError(Throwable error) {
            rejected.add(String.valueOf(error.getMessage()));
          }

          @Override
          public void onComplete() {
            rejected.add("complete");
          }
        });

    assertEquals(List.of("subscribed", "the loop that publishes is closed"), rejected);
    assertEquals(List.of(), subscriber.events);
  }

  @Test
  void bothDirectionsTogetherPassEverythingOn() throws Exception {
    var read = new ArrayList<Integer>();
    var all = IntStream.range(0, 500).boxed().toList();
    run(
        () -> {
          for (var item : Flows.iterate(Flows.publish(runningLoop(), all), 3)) {
            read.add(item);
          }
        });
    assertEquals(all, read);
  }
}
