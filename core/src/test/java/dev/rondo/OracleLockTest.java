package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.yieldNow;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Locks, conditions and semaphores, against CPython.
class OracleLockTest {
  private static final String STATE = "RuntimeError is IllegalStateException in Java";

  private static final Duration SHORT = Duration.ofMillis(20);

  private final Trace out = new Trace();

  @Test
  void aLockGoesToWhoCameFirst_051() throws Exception {
    class Program {
      final Lock lock = new Lock();
      final List<String> order = new ArrayList<>();

      Action user(String name, int rounds) {
        return () -> {
          for (var round = 0; round < rounds; round++) {
            try (var _ = lock.hold()) {
              order.add(name + round);
              yieldNow();
            }
          }
        };
      }

      Action takes(String name) {
        return () -> {
          lock.acquire();
          order.add(name);
          lock.release();
        };
      }

      void twice() throws Exception {
        try (var _ = lock.hold()) {
          waitFor(Awaitable.of(lock::acquire), SHORT);
        }
      }

      void main() throws Exception {
        gather(user("a", 3), user("b", 3), user("c", 3));
        out.print(String.join(" ", order));

        order.clear();
        lock.acquire();
        var w = Stream.of("w1", "w2").map(name -> createTask(takes(name))).toList();
        yieldNow();
        lock.release();
        out.print("released, waiter not yet run: locked() =", lock.locked());
        var b = createTask(takes("barger"));
        takes("try_now").run(); // must queue behind w1, w2
        gather(w.getFirst(), w.getLast(), b);
        out.print(order);
        try {
          lock.release();
        } catch (IllegalStateException e) {
          out.print(Python.typeName(e), Python.text(e));
        }
        try (var _ = lock.hold()) {
          throw new ValueError("in body");
        } catch (ValueError e) {
          out.print("released after an error:", !lock.locked());
        }
        try {
          twice();
        } catch (TimeoutException e) {
          out.print("not re-entrant; locked:", lock.locked());
        }
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("051_lock_fairness")
        .differs(
            "RuntimeError Lock is not acquired.",
            "IllegalStateException Lock is not acquired.",
            STATE)
        .matches(out);
  }

  @Test
  void aConditionWakesTheOldestAndHandsThemTheLock_054() throws Exception {
    class Program {
      final Condition c = new Condition();
      final List<String> events = new ArrayList<>();
      int state;

      Action waiter(int n) {
        return () -> {
          try (var _ = c.hold()) {
            events.add("wait " + n);
            c.await();
            events.add("woken " + n + " locked=" + Python.repr(c.lock().locked()));
            yieldNow();
            events.add("leave " + n);
          }
        };
      }

      void waitsForTheThird() {
        try (var _ = c.hold()) {
          c.awaitUntil(() -> state >= 3);
          // The lock is still held, so this is what the predicate saw.
          out.print("predicate satisfied with", state);
        }
      }

      void attempt(String label, Action use) throws Exception {
        try {
          use.run();
        } catch (IllegalStateException e) {
          out.print(label, Python.typeName(e), Python.text(e));
        }
      }

      void main() throws Exception {
        var ts = IntStream.range(0, 4).mapToObj(n -> createTask(waiter(n))).toList();
        yieldNow();
        try (var _ = c.hold()) {
          c.signal(2);
          events.add("notified 2");
        }
        sleep(SHORT);
        try (var _ = c.hold()) {
          c.signalAll();
          events.add("notified all");
        }
        gather(ts);
        events.forEach(out::print);

        var t = createTask(this::waitsForTheThird);
        yieldNow();
        for (var i = 0; i < 4; i++) {
          try (var _ = c.hold()) {
            state++;
            c.signal();
          }
          yieldNow();
          yieldNow();
        }
        t.await();

        attempt("wait", c::await);
        attempt("notify", c::signal);
        attempt("notify_all", c::signalAll);
        attempt("release", c.lock()::release);

        var lock = new Lock();
        var c2 = new Condition(lock);
        try (var _ = lock.hold()) {
          out.print("shared lock", c2.lock().locked());
        }
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("054_condition")
        .differs(
            "wait RuntimeError cannot wait on un-acquired lock",
            "wait IllegalStateException cannot wait on un-acquired lock",
            STATE)
        .differs(
            "notify RuntimeError cannot notify on un-acquired lock",
            "notify IllegalStateException cannot notify on un-acquired lock",
            STATE)
        .differs(
            "notify_all RuntimeError cannot notify on un-acquired lock",
            "notify_all IllegalStateException cannot notify on un-acquired lock",
            STATE)
        .differs(
            "release RuntimeError Lock is not acquired.",
            "release IllegalStateException Lock is not acquired.",
            STATE)
        .matches(out);
  }

  @Test
  void aSignalledWaiterThatIsCancelledPassesTheSignalOn_056() throws Exception {
    class Scenario {
      final Condition c = new Condition();
      final List<Integer> got = new ArrayList<>();
      int items;

      Action consumer(int n) {
        return () -> {
          try (var _ = c.hold()) {
            c.awaitUntil(() -> items > 0);
            items--;
            got.add(n);
          }
        };
      }

      void run(String label, int settle) {
        var ts = IntStream.range(0, 2).mapToObj(n -> createTask(consumer(n))).toList();
        yieldNow();
        try (var _ = c.hold()) {
          items++;
          c.signal(1);
          for (var i = 0; i < settle; i++) {
            yieldNow();
          }
          ts.getFirst().cancel();
        }
        sleep(SHORT);
        var verdict = items == 0 ? "ok" : "LOST WAKE-UP";
        out.print(label, "| consumed by", got, "| items left", items, "->", verdict);
        ts.forEach(Deferred::cancel);
        gatherOutcomes(ts);
      }
    }

    VirtualTime.run(
        () -> {
          new Scenario().run("cancel right after notify", 0);
          new Scenario().run("cancel while re-acquiring the lock", 1);
        });
    Oracle.of("056_condition_lost_wakeup").matches(out);
  }

  @Test
  void aPermitGoesToWhoCameFirst_058() throws Exception {
    class Program {
      List<Object> order = new ArrayList<>();
      int running;
      int peak;

      Action user(Semaphore semaphore, int n) {
        return () -> {
          try (var _ = semaphore.hold()) {
            running++;
            peak = Math.max(peak, running);
            order.add("+" + n);
            yieldNow();
            running--;
            order.add("-" + n);
          }
        };
      }

      Action takes(Semaphore semaphore, Object name) {
        return () -> {
          semaphore.acquire();
          order.add(name);
        };
      }

      Action repeats(Semaphore semaphore, String tag) {
        return () -> {
          for (var i = 0; i < 3; i++) {
            semaphore.acquire();
            order.add(tag + i);
            yieldNow();
            semaphore.release();
          }
        };
      }

      String joined() {
        return String.join(" ", order.stream().map(Python::str).toList());
      }

      void main() throws Exception {
        var two = new Semaphore(2);
        gather(IntStream.range(0, 6).mapToObj(i -> Awaitable.of(user(two, i))).toList());
        out.print(joined(), "peak", peak);

        var none = new Semaphore(0);
        order = new ArrayList<>();
        var ts = new ArrayList<Task<?>>();
        for (var i = 0; i < 5; i++) {
          ts.add(createTask(takes(none, i)));
        }
        yieldNow();
        for (var i = 0; i < 3; i++) {
          none.release();
        }
        out.print("locked() right after 3 releases with waiters:", none.locked());
        ts.add(createTask(takes(none, "late")));
        yieldNow();
        yieldNow();
        out.print(order);
        for (var i = 0; i < 3; i++) {
          none.release();
        }
        gather(ts);
        out.print(order, "locked", none.locked());

        var one = new Semaphore(1);
        order = new ArrayList<>();
        gather(repeats(one, "a"), repeats(one, "b"));
        out.print(joined());

        var b = new BoundedSemaphore(1);
        for (var bad : List.<Runnable>of(b::release, () -> new Semaphore(-1))) {
          try {
            bad.run();
          } catch (IllegalStateException | IllegalArgumentException e) {
            out.print(Python.typeName(e), Python.text(e));
          }
        }
        b.acquire();
        b.release();
        out.print("bounded ok", b.locked());
        var z = new Semaphore(0);
        z.release();
        z.release();
        z.acquire();
        z.acquire();
        out.print("unbounded grows", z.locked());
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("058_semaphore_fairness")
        .differs(
            "ValueError BoundedSemaphore released too many times",
            "IllegalStateException BoundedSemaphore released too many times",
            "it is the state that does not allow it, not a value")
        .differs(
            "ValueError Semaphore initial value must be >= 0",
            "IllegalArgumentException permits must be zero or more, but is -1",
            "ValueError is IllegalArgumentException in Java; the text says what came")
        .matches(out);
  }
}
