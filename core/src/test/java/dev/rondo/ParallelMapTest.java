package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.mapAsCompleted;
import static dev.rondo.Async.mapInOrder;
import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A function over many inputs, a bounded number at a time.
class ParallelMapTest {
  private final List<Object> results = new ArrayList<>();

  private static int slowFirst(int input) {
    sleep(Duration.ofSeconds(10 - input));
    return input;
  }

  @Test
  void resultsComeInTheOrderOfTheInputs() throws Exception {
    VirtualTime.run(
        () -> mapInOrder(3, List.of(1, 2, 3), ParallelMapTest::slowFirst, results::add));

    assertEquals(List.of(1, 2, 3), results);
  }

  @Test
  void resultsComeAsTheyAreReady() throws Exception {
    VirtualTime.run(
        () -> mapAsCompleted(3, List.of(1, 2, 3), ParallelMapTest::slowFirst, results::add));

    assertEquals(List.of(3, 2, 1), results);
  }

  /// Counts how far ahead of the results the inputs were read.
  private void readsNoMoreThan(int limit, boolean inOrder) throws Exception {
    var read = new AtomicInteger();
    var running = new AtomicInteger();
    Iterable<Integer> inputs =
        () -> {
          Iterator<Integer> all = IntStream.range(0, 50).iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return all.hasNext();
            }

            @Override
            public Integer next() {
              read.incrementAndGet();
              assertTrue(read.get() - results.size() <= limit, read + " read, " + results.size());
              return all.next();
            }
          };
        };
    Async.Mapping<Integer, Integer> function =
        input -> {
          assertTrue(running.incrementAndGet() <= limit);
          sleep(Duration.ofMillis(input % 7));
          running.decrementAndGet();
          return input;
        };
    VirtualTime.run(
        () -> {
          if (inOrder) {
            mapInOrder(limit, inputs, function, results::add);
          } else {
            mapAsCompleted(limit, inputs, function, results::add);
          }
        });
    assertEquals(50, results.size());
  }

  @Test
  void inputsAreReadOnlyAsFarAsThereIsRoom() throws Exception {
    readsNoMoreThan(4, true);
    results.clear();
    readsNoMoreThan(4, false);
    results.clear();
    readsNoMoreThan(1, true);
  }

  @Test
  void aFailureOfTheFunctionEndsTheOthers() {
    var failure = new IOException("three");
    var ended = new ArrayList<Integer>();

    var thrown =
        assertThrows(
            IOException.class,
            () ->
                VirtualTime.run(
                    () ->
                        mapAsCompleted(
                            5,
                            List.of(1, 2, 3),
                            input -> {
                              if (input == 3) {
                                throw failure;
                              }
                              try {
                                sleep(Duration.ofHours(1));
                              } finally {
                                ended.add(input);
                              }
                              return input;
                            },
                            results::add)));

    assertSame(failure, thrown);
    assertEquals(List.of(1, 2), ended);
    assertEquals(List.of(), results);
  }

  @Test
  void aFailureOfTheSinkOrOfTheInputsIsThrownAsItIs() {
    var failure = new IOException("full");
    assertSame(
        failure,
        assertThrows(
            IOException.class,
            () ->
                VirtualTime.run(
                    () ->
                        mapInOrder(
                            1,
                            List.of(1),
                            input -> input,
                            _ -> {
                              throw failure;
                            }))));
    var broken = new IllegalStateException("inputs");
    assertSame(
        broken,
        assertThrows(
            IllegalStateException.class,
            () ->
                VirtualTime.run(
                    () ->
                        mapInOrder(
                            1,
                            () -> {
                              throw broken;
                            },
                            input -> input,
                            results::add))));
  }

  @Test
  void aCancellationEndsWhatRuns() throws Exception {
    var ended = new ArrayList<Integer>();
    VirtualTime.run(
        () -> {
          var mapping =
              createTask(
                  () ->
                      mapInOrder(
                          2,
                          List.of(1, 2, 3),
                          input -> {
                            try {
                              sleep(Duration.ofHours(1));
                            } finally {
                              ended.add(input);
                            }
                            return input;
                          },
                          results::add));
          sleep(Duration.ofSeconds(1));
          mapping.cancel();
          assertThrows(CancelledError.class, mapping::await);
        });

    assertEquals(List.of(1, 2), ended);
  }

  @Test
  void inputsMayBeWaitedForWhileResultsAreHandedOn() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<Integer>();
          Iterable<Integer> inputs =
              () ->
                  Generator.of(
                      yielder -> {
                        yielder.yield(queue.get());
                        yielder.yield(queue.get());
                      });
          var mapping = createTask(() -> mapInOrder(5, inputs, input -> input, results::add));
          queue.put(1);
          sleep(Duration.ofSeconds(1));
          assertEquals(List.of(1), results);
          queue.put(2);
          mapping.await();
        });

    assertEquals(List.of(1, 2), results);
  }

  @Test
  void noInputsNoResults() throws Exception {
    VirtualTime.run(() -> mapAsCompleted(3, List.<Integer>of(), input -> input, results::add));

    assertEquals(List.of(), results);
  }

  @Test
  void aLimitBelowOneIsRefused() throws Exception {
    VirtualTime.run(
        () ->
            assertThrows(
                IllegalArgumentException.class,
                () -> mapInOrder(0, List.of(1), input -> input, results::add)));
  }
}
