package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyQueueTest {
  private static ReadyQueue of(Object... items) {
    var queue = new ReadyQueue();
    // Turned half round, so that it crosses the end of the array.
    for (var turn = 0; turn < 62; turn++) {
      queue.add("turn");
      assertEquals("turn", queue.remove());
    }
    for (var item : items) {
      queue.add(item);
    }
    return queue;
  }

  private static List<Object> listOf(ReadyQueue queue) {
    return Stream.generate(queue::poll).takeWhile(Objects::nonNull).toList();
  }

  @Test
  void firstInIsFirstOutAcrossEachGrowth() {
    var numbers = IntStream.range(0, 10_000).boxed().toArray();
    assertEquals(List.of(numbers), listOf(of(numbers)));
  }

  @Test
  void anEmptyOneHasNothingToGive() {
    var queue = of();
    assertTrue(queue.isEmpty());
    assertNull(queue.poll());
    assertThrows(NoSuchElementException.class, queue::remove);
    assertEquals(0, queue.size());
  }

  @Test
  void placesAreCountedFromTheFront() {
    var queue = of("a", "b", "c", "d");
    assertEquals("a", queue.get(0));
    assertEquals("d", queue.get(3));
  }

  @Test
  void whatMeetsAConditionIsRemovedAndTheRestKeepsItsOrder() {
    var queue = of("a", "b", "c", "d", "e");
    queue.removeIf(item -> item.equals("a") || item.equals("d"));
    assertEquals(List.of("b", "c", "e"), listOf(queue));
  }

  @Test
  void theFirstAndTheLastOfTheSameAreRemovedAlone() {
    var queue = of("a", "b", "a", "b");
    assertTrue(queue.removeFirst("a"));
    queue.removeLast("b");
    assertFalse(queue.removeFirst("c"));
    queue.removeLast("c");
    assertEquals(List.of("b", "a"), listOf(queue));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itDoesWhatAnArrayDequeDoes(long seed) {
    var random = new Random(seed);
    var queue = new ReadyQueue();
    var model = new ArrayDeque<Object>();
    for (var step = 0; step < 20_000; step++) {
      var item = Integer.toString(random.nextInt(50)).intern();
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4, 5 -> {
          queue.add(item);
          model.add(item);
        }
        case 6, 7, 8, 9 -> assertEquals(model.poll(), queue.poll());
        case 10 -> assertEquals(model.removeFirstOccurrence(item), queue.removeFirst(item));
        default -> {
          queue.removeLast(item);
          model.removeLastOccurrence(item);
        }
      }
      assertEquals(model.size(), queue.size());
    }
    assertEquals(new ArrayList<>(model), listOf(queue));
  }

  @Test
  void whatItHasGivenOutItDoesNotHold() {
    var queue = of();
    var references = new ArrayList<WeakReference<Object>>();
    for (var number = 0; number < 200; number++) {
      var item = new Object();
      references.add(new WeakReference<>(item));
      queue.add(item);
    }
    while (queue.poll() != null) {
      // each is dropped
    }
    queue.add("still in use");
    for (var attempt = 0;
        attempt < 50 && references.stream().anyMatch(each -> each.get() != null);
        attempt++) {
      System.gc();
    }
    assertTrue(references.stream().allMatch(each -> each.get() == null));
    assertEquals(List.of("still in use"), listOf(queue));
  }
}
