package dev.rondo;

import static dev.rondo.Async.asCompleted;
import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// The examples of the API's documentation, each followed by what it must do.
class SnippetsTest {
  private static final List<String> LOG = new ArrayList<>();

  private static void print(Object text) {
    LOG.add(String.valueOf(text));
  }

  private static List<String> printed() {
    var lines = List.copyOf(LOG);
    LOG.clear();
    return lines;
  }

  // @start region=custom_awaitable
  static final class Countdown implements Awaitable<String> {
    private int left = 3;

    @Override
    public String await() {
      while (left > 0) {
        left--;
        yieldNow(); // the others may go on
      }
      return "lift-off";
    }
  }

  // @end

  @Test
  void customAwaitable() throws Exception {
    assertEquals("lift-off", VirtualTime.run(() -> await(new Countdown())));
  }

  private static String fetch(String name) {
    sleep(Duration.ofSeconds(1));
    if (name.equals("bad")) {
      throw new IllegalArgumentException(name);
    }
    return name.toUpperCase(java.util.Locale.ROOT);
  }

  @Test
  void gathered() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=gather
          List<String> pages = gather(() -> fetch("one"), () -> fetch("two")); // takes a second
          print(pages);
          // @end
        });
    assertEquals(List.of("[ONE, TWO]"), printed());
  }

  @Test
  void outcomes() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=gather_outcomes
          for (var outcome : gatherOutcomes(() -> fetch("one"), () -> fetch("bad"))) {
            switch (outcome) {
              case Outcome.Success<String>(var page) -> print(page);
              case Outcome.Failure<String>(var exception) -> print("failed: " + exception);
              case Outcome.Cancelled<String>(var error) -> print("cancelled: " + error);
            }
          }
          // @end
        });
    assertEquals(List.of("ONE", "failed: java.lang.IllegalArgumentException: bad"), printed());
  }

  @Test
  void promise() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=promise
          Promise<String> answer = runningLoop().createPromise();
          runningLoop().callLater(Duration.ofSeconds(1), () -> answer.setResult("now"));
          print(answer.await());
          // @end
        });
    assertEquals(List.of("now"), printed());
  }

  @Test
  void contextVariable() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=context_variable
          ContextVariable<String> user = ContextVariable.create("user", "nobody");
          user.set("ada");
          Task<?> child =
              createTask(
                  () -> {
                    print(user.get()); // ada: copied when the task was created
                    user.set("bob");
                  });
          child.await();
          print(user.get()); // still ada
          // @end
        });
    assertEquals(List.of("ada", "ada"), printed());
  }

  @Test
  void runner() throws Exception {
    // @start region=runner
    try (Runner runner = new Runner()) {
      String name = runner.run(() -> await(new Countdown()));
      runner.run(() -> print(name));
    }
    // @end
    assertEquals(List.of("lift-off"), printed());
  }

  @Test
  void lock() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=lock
          Lock lock = new Lock();
          try (var _ = lock.hold()) {
            sleep(Duration.ofSeconds(1)); // nobody else comes in meanwhile
          }
          // @end
          print(lock.locked());
        });
    assertEquals(List.of("false"), printed());
  }

  @Test
  void semaphore() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=semaphore
          Semaphore downloads = new Semaphore(3); // at most three at a time
          try (var _ = downloads.hold()) {
            print(fetch("one"));
          }
          // @end
        });
    assertEquals(List.of("ONE"), printed());
  }

  @Test
  void queue() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=queue
          Queue<String> jobs = new Queue<>(10);
          Task<?> worker =
              createTask(
                  () -> {
                    while (true) {
                      print("does " + jobs.get());
                      jobs.taskDone();
                    }
                  });
          jobs.put("this");
          jobs.put("that");
          jobs.join(); // until both are done
          worker.cancel();
          // @end
        });
    assertEquals(List.of("does this", "does that"), printed());
  }

  @Test
  void timeLimit() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=timeout
          try {
            timeout(
                Duration.ofSeconds(1),
                limit -> {
                  limit.reschedule(runningLoop().time() + Duration.ofSeconds(5).toNanos());
                  sleep(Duration.ofSeconds(10));
                  return "in time";
                });
          } catch (TimeoutException late) {
            print("too late");
          }
          // @end
        });
    assertEquals(List.of("too late"), printed());
  }

  @Test
  void group() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=task_group
          taskGroup(
              group -> {
                Task<String> one = group.createTask(() -> fetch("one"));
                Task<String> two = group.createTask(() -> fetch("two"));
                print(one.await() + two.await());
              });
          // @end
        });
    assertEquals(List.of("ONETWO"), printed());
  }

  @Test
  void groupOptions() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=group_options
          taskGroup(
              GroupOptions.supervise()
                  .withLimit(2), // two at a time, and a failure stays where it is
              group -> {
                Task<String> good = group.createTask(() -> fetch("good"));
                Task<String> bad = group.createTask(() -> fetch("bad"));
                print(good.await());
                print(bad.exception().isPresent());
              });
          // @end
        });
    assertEquals(List.of("GOOD", "true"), printed());
  }

  @Test
  void groupStart() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=group_start
          taskGroup(
              group -> {
                int port =
                    group.start(
                        ready -> {
                          sleep(Duration.ofSeconds(1)); // opens a server
                          ready.started(8080);
                          sleep(Duration.ofSeconds(1)); // serves
                        });
                print(port);
              });
          // @end
        });
    assertEquals(List.of("8080"), printed());
  }

  @Test
  void groupShutdown() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=group_shutdown
          taskGroup(
              group -> {
                group.createTask("fast", () -> group.closing().await());
                group.createTask("slow", () -> sleep(Duration.ofHours(1)));
                for (var late : group.shutdown(Duration.ofSeconds(5))) {
                  print(late.task().name() + " was late");
                }
              });
          // @end
        });
    assertEquals(List.of("slow was late"), printed());
  }

  @Test
  void completions() throws Exception {
    VirtualTime.run(
        () -> {
          List<Awaitable<String>> slowFirst =
              List.of(
                  () -> {
                    sleep(Duration.ofSeconds(1));
                    return fetch("slow");
                  },
                  () -> fetch("fast"));
          // @start region=as_completed
          for (Deferred<? extends String> done : asCompleted(slowFirst)) {
            print(done.result());
          }
          // @end
        });
    assertEquals(List.of("FAST", "SLOW"), printed());
  }

  // @start region=generator
  static Generator<Long, ?, ?> fibonacci() {
    return Generator.of(
        out -> {
          long a = 0;
          long b = 1;
          while (true) {
            out.yield(a);
            long next = a + b;
            a = b;
            b = next;
          }
        });
  }

  // @end

  @Test
  void generator() throws Exception {
    assertEquals(
        List.of(0L, 1L, 1L, 2L, 3L, 5L),
        VirtualTime.run(
            () -> {
              try (var numbers = fibonacci()) {
                return numbers.stream().limit(6).toList();
              }
            }));
  }

  // @start region=task_factory
  static final class Counting implements TaskFactory {
    private int created;

    @Override
    public <T> Task<T> createTask(Loop loop, Awaitable<T> body, TaskOptions options) {
      created++;
      return loop.newTask(body, options);
    }
  }

  // @end

  @Test
  void taskFactory() throws Exception {
    var counting = new Counting();
    VirtualTime.run(
        () -> {
          runningLoop().setTaskFactory(Optional.of(counting));
          gather(() -> fetch("one"), () -> fetch("two"));
        });
    assertEquals(2, counting.created);
  }

  @Test
  void channel() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=channel
          Channel<String> words = Channel.bounded(10);
          try (Receiver<String> receiver = words.receiver()) {
            createTask(
                () -> {
                  try (Sender<String> sender = words.sender()) {
                    sender.send("one");
                    sender.send("two");
                  }
                });
            yieldNow();
            for (String word : receiver) { // until the sender is closed
              print(word);
            }
          }
          // @end
        });
    assertEquals(List.of("one", "two"), printed());
  }

  @Test
  void broadcast() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=broadcast
          Broadcast<Integer> prices = new Broadcast<>(2);
          try (var subscription = prices.subscribe()) {
            prices.send(1);
            prices.send(2);
            prices.send(3);
            try {
              print(subscription.receive());
            } catch (LaggedException slow) {
              print("missed " + slow.missed());
            }
            print(subscription.receive());
          }
          // @end
        });
    assertEquals(List.of("missed 1", "2"), printed());
  }

  @Test
  void select() throws Exception {
    VirtualTime.run(
        () -> {
          Channel<String> channel = Channel.rendezvous();
          Receiver<String> orders = channel.receiver();
          Task<String> quit =
              createTask(
                  () -> {
                    sleep(Duration.ofSeconds(1));
                    return "bye";
                  });
          // @start region=select
          String event =
              Async.select(
                  Select.receive(orders, order -> "got " + order),
                  Select.done(quit, done -> done.result()),
                  Select.after(Duration.ofMinutes(1), limit -> "nothing for " + limit));
          // @end
          print(event);
        });
    assertEquals(List.of("bye"), printed());
  }

  @Test
  void rateLimiter() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=rate_limiter
          RateLimiter limiter = new RateLimiter(2, Duration.ofSeconds(1)); // two in a second
          for (int request = 0; request < 4; request++) {
            limiter.acquire();
            print(request + " at " + Duration.ofNanos(runningLoop().time()).toMillis());
          }
          // @end
        });
    assertEquals(List.of("0 at 0", "1 at 0", "2 at 500", "3 at 1000"), printed());
  }

  @Test
  void retry() throws Exception {
    VirtualTime.run(
        () -> {
          int[] calls = {0};
          // @start region=retry
          String page =
              Retry.exponential(3, Duration.ofMillis(100))
                  .onlyIf(failure -> failure instanceof java.io.IOException)
                  .call(
                      () -> {
                        if (++calls[0] < 3) {
                          throw new java.io.IOException("try again");
                        }
                        return fetch("page");
                      });
          // @end
          print(page + " after " + calls[0]);
        });
    assertEquals(List.of("PAGE after 3"), printed());
  }

  @Test
  void mapInOrder() throws Exception {
    VirtualTime.run(
        () -> {
          List<String> names = List.of("a", "b", "c");
          // @start region=map_in_order
          Async.mapInOrder(2, names, name -> fetch(name), page -> print(page)); // two at a time
          // @end
        });
    assertEquals(List.of("A", "B", "C"), printed());
  }
}
