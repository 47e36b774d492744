package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Coroutines that hand out values.
@Timeout(60)
class GeneratorTest {
  private final List<String> trace = new ArrayList<>();

  private Generator<Integer, @Nullable Void, @Nullable Void> counting(int end) {
    return Generator.of(
        yielder -> {
          try {
            for (var number = 0; number < end; number++) {
              yielder.yield(number);
            }
          } finally {
            trace.add("closed");
          }
        });
  }

  @Test
  void theBodyRunsOnlyAsFarAsItIsAsked() throws Exception {
    VirtualTime.run(
        () -> {
          Generator<String, @Nullable Void, @Nullable Void> generator =
              Generator.of(
                  yielder -> {
                    trace.add("began");
                    yielder.yield("first");
                    trace.add("went on");
                    yielder.yield("second");
                  });
          assertEquals(List.of(), trace);
          assertEquals("first", generator.next());
          assertEquals(List.of("began"), trace);
          assertTrue(generator.hasNext());
          assertTrue(generator.hasNext());
          assertEquals("second", generator.next());
          assertFalse(generator.hasNext());
          assertThrows(NoSuchElementException.class, generator::next);
        });
  }

  @Test
  void itIsAnIterableAndAStream() throws Exception {
    VirtualTime.run(
        () -> {
          var sum = 0;
          for (var number : counting(4)) {
            sum += number;
          }
          assertEquals(6, sum);
          assertEquals(
              List.of("0", "2"),
              counting(4).stream().filter(n -> n % 2 == 0).map(String::valueOf).toList());
        });
  }

  @Test
  void theBodyMayWaitAndOthersRunMeanwhile() throws Exception {
    VirtualTime.run(
        () -> {
          Generator<String, @Nullable Void, @Nullable Void> generator =
              Generator.of(
                  yielder -> {
                    sleep(Duration.ofSeconds(1));
                    yielder.yield("late");
                  });
          createTask(() -> trace.add("other"));
          trace.add(generator.next());
        });

    assertEquals(List.of("other", "late"), trace);
  }

  @Test
  void nobodyElseRunsBetweenTheQuestionAndTheValue() throws Exception {
    VirtualTime.run(
        () -> {
          createTask(() -> trace.add("other"));
          for (var number : counting(3)) {
            trace.add("got " + number);
          }
        });

    assertEquals(List.of("got 0", "got 1", "got 2", "closed"), trace.subList(0, 4));
  }

  @Test
  void valuesAreSentAndAResultIsReturned() throws Exception {
    VirtualTime.run(
        () -> {
          Generator<Integer, Integer, String> adding =
              Generator.returning(
                  yielder -> {
                    var sum = 0;
                    while (sum < 10) {
                      sum += java.util.Objects.requireNonNull(yielder.yield(sum));
                    }
                    return "sum " + sum;
                  });
          assertEquals(0, adding.next());
          assertEquals(4, adding.send(4));
          assertThrows(NoSuchElementException.class, () -> adding.send(7));
          assertEquals("sum 11", adding.result());
        });
  }

  @Test
  void whatIsThrownInComesOutOfTheYield() throws Exception {
    VirtualTime.run(
        () -> {
          Generator<String, @Nullable Void, @Nullable Void> generator =
              Generator.of(
                  yielder -> {
                    try {
                      yielder.yield("waiting");
                    } catch (IllegalStateException thrownIn) {
                      yielder.yield("caught " + thrownIn.getMessage());
                    }
                  });
          generator.next();
          assertEquals("caught it", generator.throwInto(new IllegalStateException("it")));
          var failure = new IOException("not caught");
          assertSame(failure, assertThrows(IOException.class, () -> generator.throwInto(failure)));
          assertFalse(generator.hasNext());
        });
  }

  @Test
  void whatTheBodyThrowsComesOutOfNextAndEndsIt() throws Exception {
    VirtualTime.run(
        () -> {
          var failure = new IOException("broken");
          Generator<String, @Nullable Void, @Nullable Void> generator =
              Generator.of(
                  yielder -> {
                    yielder.yield("one");
                    throw failure;
                  });
          generator.next();
          assertSame(failure, assertThrows(IOException.class, generator::next));
          assertFalse(generator.hasNext());
        });
  }

  @Test
  void closeRunsTheFinallyBlocksOnce() throws Exception {
    VirtualTime.run(
        () -> {
          try (var generator = counting(100)) {
            generator.next();
          }
          assertEquals(List.of("closed"), trace);
          var never = counting(100);
          never.close();
          never.close();
          assertEquals(List.of("closed"), trace);
        });
  }

  @Test
  void aBodyThatYieldsWhenItIsClosedIsAnError() throws Exception {
    VirtualTime.run(
        () -> {
          Generator<String, @Nullable Void, @Nullable Void> stubborn =
              Generator.of(
                  yielder -> {
                    try {
                      yielder.yield("one");
                    } finally {
                      yielder.yield("one more");
                    }
                  });
          stubborn.next();
          var error = assertThrows(IllegalStateException.class, stubborn::close);
          assertEquals("generator ignored GeneratorExit", error.getMessage());
        });
  }

  @Test
  void whatIsLeftOpenIsClosedWithTheLoop() throws Exception {
    VirtualTime.run(
        () -> {
          var left = counting(100);
          left.next();
          trace.add("main ended");
          kept = left;
        });

    assertEquals(List.of("main ended", "closed"), trace);
  }

  private @Nullable Object kept;

  @Test
  void aBodyCannotAskItself() throws Exception {
    VirtualTime.run(
        () -> {
          var itself = new ArrayList<Generator<String, ?, ?>>();
          Generator<String, @Nullable Void, @Nullable Void> generator =
              Generator.of(yielder -> yielder.yield(itself.getFirst().next()));
          itself.add(generator);
          var error = assertThrows(IllegalStateException.class, generator::next);
          assertEquals("generator already executing", error.getMessage());
        });
  }

  @Test
  void anotherTaskThatAsksMeanwhileIsRefused() throws Exception {
    VirtualTime.run(
        () -> {
          Generator<String, @Nullable Void, @Nullable Void> slow =
              Generator.of(
                  yielder -> {
                    sleep(Duration.ofSeconds(1));
                    yielder.yield("value");
                  });
          var first = createTask(slow::next);
          yieldNow();
          assertThrows(IllegalStateException.class, slow::next);
          assertEquals("value", first.await());
        });
  }

  @Test
  void anotherLoopIsRefusedAndChangesNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var generator = counting(3);
          assertEquals(0, generator.next());
          assertTrue(generator.hasNext());
          Async.toThread(
              () ->
                  VirtualTime.run(
                      () -> {
                        assertThrows(WrongThreadException.class, generator::next);
                        assertThrows(WrongThreadException.class, generator::close);
                      }));
          assertEquals(1, generator.next());
          generator.close();
        });
  }

  @Test
  void onlyCoroutinesAsk() {
    var error = assertThrows(IllegalStateException.class, () -> counting(1).next());

    assertTrue(error.toString().contains("can only be called in a coroutine"), error.toString());
  }

  @Test
  void cancellingTheTaskThatAsksEndsTheWaitInTheBody() throws Exception {
    VirtualTime.run(
        () -> {
          Generator<String, @Nullable Void, @Nullable Void> slow =
              Generator.of(
                  yielder -> {
                    try {
                      sleep(Duration.ofHours(1));
                      yielder.yield("never");
                    } finally {
                      trace.add("body ended");
                    }
                  });
          var asking = createTask(slow::next);
          yieldNow();
          asking.cancel();
          assertThrows(CancelledError.class, asking::await);
          assertFalse(slow.hasNext());
        });

    assertEquals(List.of("body ended"), trace);
  }

  @Test
  void aBodyCannotYieldInsideOfABlockOfTheAsker() throws Exception {
    VirtualTime.run(
        () -> {
          Generator<String, @Nullable Void, @Nullable Void> inLimit =
              Generator.of(
                  yielder ->
                      timeout(
                          Duration.ofSeconds(1),
                          () -> {
                            yielder.yield("no");
                          }));
          assertThrows(IllegalStateException.class, inLimit::next);
          Generator<String, @Nullable Void, @Nullable Void> inGroup =
              Generator.of(
                  yielder ->
                      taskGroup(
                          group -> {
                            yielder.yield("no");
                          }));
          assertThrows(IllegalStateException.class, inGroup::next);
          Generator<String, @Nullable Void, @Nullable Void> inContext =
              Generator.of(yielder -> new Context().run(() -> yielder.yield("no")));
          assertThrows(IllegalStateException.class, inContext::next);
        });
  }

  private static Generator<Integer, @Nullable Void, @Nullable Void> nested(int depth) {
    return Generator.of(
        yielder -> {
          if (depth == 0) {
            yielder.yield(1);
            return;
          }
          for (var value : nested(depth - 1)) {
            yielder.yield(value + 1);
          }
        });
  }

  @Test
  void aThousandGeneratorsDeepIsFine() throws Exception {
    VirtualTime.run(
        () -> {
          var generator = nested(1_000);
          assertEquals(1_001, generator.next());
          assertFalse(generator.hasNext());
        });
  }
}
