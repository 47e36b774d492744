package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Events and barriers, against CPython.
class OracleEventTest {
  private static final String NOTHING_TO_SAY =
      "what can only mean yes is not said: waiting for an event returns nothing";

  private final Trace out = new Trace();

  @Test
  void whoWaitsWhenAnEventIsSetIsWokenEvenIfItIsClearedAtOnce_053() throws Exception {
    class Program {
      final Event event = new Event();
      final List<Object> seen = new ArrayList<>();

      Action waiter(Object name) {
        return () -> {
          try {
            seen.add(tuple(name, event.await(), event.isSet()));
          } catch (CancelledError e) {
            seen.add(tuple(name, "cancelled"));
            throw e;
          }
        };
      }

      void main() throws Exception {
        var ts = new ArrayList<Task<?>>();
        for (var i = 0; i < 4; i++) {
          ts.add(createTask(waiter(i)));
        }
        yieldNow();
        ts.get(1).cancel();
        event.set();
        event.clear(); // who waited when it was set wakes, though it is not set any more
        ts.add(createTask(waiter("late")));
        yieldNow();
        yieldNow();
        out.print(seen, event.isSet());
        event.set();
        event.set();
        yieldNow();
        yieldNow();
        out.print(seen.getLast(), event.await());
        ts.add(createTask(waiter("after-set")));
        yieldNow();
        out.print(seen.getLast());
        event.clear();
        var t = createTask(waiter("woken-then-cancelled"));
        yieldNow();
        event.set();
        t.cancel();
        out.print(gatherOutcomes(t).stream().map(Program::error).toList(), seen.getLast());
      }

      private static String error(Outcome<?> outcome) {
        return switch (outcome) {
          case Outcome.Cancelled<?>(var error) -> Python.typeName(error);
          case Outcome.Failure<?>(var exception) -> Python.typeName(exception);
          case Outcome.Success<?>(var value) -> Python.repr(value);
        };
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("053_event")
        .differs(
            "[(1, 'cancelled'), (0, True, False), (2, True, False), (3, True, False)] False",
            "[(1, 'cancelled'), (0, None, False), (2, None, False), (3, None, False)] False",
            NOTHING_TO_SAY)
        .differs("('late', True, True) True", "('late', None, True) None", NOTHING_TO_SAY)
        .differs("('after-set', True, True)", "('after-set', None, True)", NOTHING_TO_SAY)
        .matches(out);
  }

  @Test
  void aBarrierLetsAllGoWhenAllHaveComeAndCanBeUsedAgain_060() throws Exception {
    class Program {
      final Barrier barrier = new Barrier(3);
      final List<Arrival> arrivals = new ArrayList<>();

      record Arrival(String name, int round, Object index) {
        @Override
        public String toString() {
          return Python.repr(tuple(name, round, index));
        }
      }

      Awaitable<Object> waiter(String name, int rounds) {
        return () -> {
          for (var round = 0; round < rounds; round++) {
            try {
              arrivals.add(new Arrival(name, round, barrier.await()));
            } catch (BrokenBarrierException e) {
              arrivals.add(new Arrival(name, round, "broken"));
              return "left";
            } catch (CancelledError e) {
              arrivals.add(new Arrival(name, round, "cancelled"));
              throw e;
            }
          }
          return "went through";
        };
      }

      List<Task<Object>> tasks(String... names) {
        return Stream.of(names).map(name -> createTask(waiter(name, 1))).toList();
      }

      List<Arrival> sorted() {
        return arrivals.stream()
            .sorted(Comparator.comparing(Arrival::name).thenComparingInt(Arrival::round))
            .toList();
      }

      List<Object> indices(int round) {
        return arrivals.stream()
            .filter(arrival -> arrival.round == round)
            .map(Arrival::index)
            .sorted(Comparator.comparing(Object::toString))
            .toList();
      }

      void main() throws Exception {
        gather(waiter("a", 2), waiter("b", 2), waiter("c", 2));
        out.print(sorted());
        out.print("waiting", barrier.waiting(), "parties", barrier.parties());
        out.print("indices per round", List.of(indices(0), indices(1)));
        arrivals.clear();

        var t = createTask(waiter("x", 1));
        yieldNow();
        yieldNow();
        out.print("waiting", barrier.waiting());
        t.cancel();
        gatherOutcomes(t);
        out.print("after cancel", barrier.waiting(), "broken", barrier.broken(), arrivals);
        arrivals.clear();

        var ts = tasks("d", "e");
        yieldNow();
        yieldNow();
        barrier.reset();
        gather(ts);
        out.print("reset", sorted(), "broken", barrier.broken());
        arrivals.clear();

        ts = tasks("f", "g");
        yieldNow();
        yieldNow();
        barrier.abort();
        gather(ts);
        out.print("abort", sorted(), "broken", barrier.broken());
        arrivals.clear();

        try {
          barrier.await();
        } catch (BrokenBarrierException e) {
          out.print("wait on broken:", Python.typeName(e), Python.text(e));
        }
        barrier.reset();
        gather(tasks("h", "i", "j"));
        out.print("usable after reset", arrivals.size(), "broken", barrier.broken());

        try {
          out.print(new Barrier(0));
        } catch (IllegalArgumentException e) {
          out.print(Python.typeName(e), Python.text(e));
        }
        var one = new Barrier(1);
        out.print("parties 1:", one.await(), one.await());
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("060_barrier")
        .differs(
            "wait on broken: BrokenBarrierError Barrier aborted",
            "wait on broken: BrokenBarrierException Barrier aborted",
            "Java has the word already")
        .differs(
            "ValueError parties must be > 0",
            "IllegalArgumentException parties must be at least 1, but is 0",
            "ValueError is IllegalArgumentException in Java; the text says what came")
        .lacks(
            "async with -> 0",
            "a barrier is waited for, not held: there is nothing to close at the end of a block")
        .matches(out);
  }
}
