package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random programs with queues: what goes in comes out, once and in order, and nobody waits for
/// what is there.
@Timeout(120)
class QueueInvariantsTest {
  private static final int TASKS = 6;

  /// A queue and what must be in it.
  private static final class Model {
    private final Queue<Integer> queue;
    private final Deque<Integer> inside = new ArrayDeque<>();
    private final List<Integer> got = new ArrayList<>();
    private int put;
    private int done;

    Model(Queue<Integer> queue) {
      this.queue = queue;
    }

    void put(RandomProgram program) throws Exception {
      int item = program.upTo(99);
      var before = queue.statistics().unfinished();
      switch (program.upTo(2)) {
        case 0 -> {
          if (!queue.full()) {
            queue.putNowait(item);
            added(item);
            assertEquals(before + 1, queue.statistics().unfinished());
          }
        }
        default ->
            program.perhapsInTime(
                () -> {
                  queue.put(item);
                  added(item);
                });
      }
    }

    private void added(int item) {
      inside.add(item);
      put++;
    }

    void get(RandomProgram program) throws Exception {
      switch (program.upTo(2)) {
        case 0 -> {
          if (!queue.empty()) {
            taken(queue.getNowait());
          }
        }
        default -> program.perhapsInTime(() -> taken(queue.get()));
      }
      if (done < got.size() && program.flip()) {
        queue.taskDone();
        done++;
      }
    }

    private void taken(int item) {
      int expected =
          switch (queue) {
            case LifoQueue<Integer> _ -> inside.removeLast();
            case PriorityQueue<Integer> _ -> {
              int least = inside.stream().min(Integer::compare).orElseThrow();
              inside.removeFirstOccurrence(least);
              yield least;
            }
            default -> inside.removeFirst();
          };
      assertEquals(expected, item);
      got.add(item);
    }

    /// When nothing happens any more, nobody waits for what is there.
    void assertNobodyIsStranded() {
      var now = queue.statistics();
      assertEquals(inside.size(), now.size());
      assertEquals(put - done, now.unfinished());
      assertTrue(now.size() == 0 || now.getting() == 0, now::toString);
      assertTrue(queue.full() || now.putting() == 0, now::toString);
    }
  }

  private static void check(IntFunction<Queue<Integer>> make) {
    RandomProgram.check(
        program -> {
          var model = new Model(make.apply(1 + program.upTo(2)));
          for (var n = 0; n < TASKS; n++) {
            var puts = n % 2 == 0;
            program.start(
                () -> {
                  try {
                    if (puts) {
                      model.put(program);
                    } else {
                      model.get(program);
                    }
                  } catch (QueueShutDownException ended) {
                    assertTrue(model.queue.toString().contains("shut down"));
                  }
                });
          }
          program.disturbAndSettle();
          model.assertNobodyIsStranded();
          if (program.flip()) {
            model.queue.shutdown();
          } else {
            model.done += model.inside.size();
            model.inside.clear();
            model.queue.shutdownNow();
          }
          program.finish();
          model.assertNobodyIsStranded();
          assertEquals(0, model.queue.statistics().putting());
          assertEquals(0, model.queue.statistics().getting());
        });
  }

  @Test
  void ofAQueue() {
    check(Queue::new);
  }

  @Test
  void ofALifoQueue() {
    check(LifoQueue::new);
  }

  @Test
  void ofAPriorityQueue() {
    check(PriorityQueue::create);
  }
}
