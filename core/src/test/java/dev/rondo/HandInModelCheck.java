package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/// Whatever the interleaving, [HandIn] does what it would do if its calls came one after the other:
/// nothing that was accepted is lost, nothing comes twice, each thread's order is kept, and nothing
/// is accepted after the end.
class HandInModelCheck {
  private static final int SCENARIOS = 6;
  private static final int INTERLEAVINGS = 200;

  private static void check(Class<?> operations) {
    new ModelCheckingOptions()
        .iterations(SCENARIOS)
        .invocationsPerIteration(INTERLEAVINGS)
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .check(operations);
  }

  private static List<Object> listOf(ReadyQueue taken) {
    return Stream.generate(taken::poll).takeWhile(Objects::nonNull).toList();
  }

  /// Any thread puts; only the loop's thread takes, refuses calls and closes.
  public static class Calls {
    private final HandIn handIn = new HandIn();

    @Operation
    public boolean put(int item) {
      return handIn.put(item);
    }

    @Operation
    public boolean putCall(int item) {
      return handIn.putCall(item);
    }

    @Operation(nonParallelGroup = "loop")
    public List<Object> take() {
      var taken = new ReadyQueue();
      handIn.takeAllTo(taken);
      return listOf(taken);
    }

    @Operation(nonParallelGroup = "loop")
    public List<Object> refuseCalls() {
      var taken = new ReadyQueue();
      handIn.refuseCalls(taken);
      return listOf(taken);
    }

    @Operation(nonParallelGroup = "loop")
    public List<Object> close() {
      var taken = new ReadyQueue();
      handIn.close(taken);
      return listOf(taken);
    }
  }

  @Test
  void noInterleavingLosesOrRepeatsAnything() {
    check(Calls.class);
  }

  /// Looks, and then takes away what may be more than it saw.
  public static class TakesInTwoSteps {
    private record Node(int item, Object below) {}

    private static final Node NONE = new Node(0, "none");
    private final AtomicReference<Node> top = new AtomicReference<>(NONE);

    @Operation
    public void put(int item) {
      while (true) {
        var seen = top.get();
        if (top.compareAndSet(seen, new Node(item, seen))) {
          return;
        }
      }
    }

    @Operation(nonParallelGroup = "loop")
    public List<Object> take() {
      var taken = new ArrayDeque<Object>();
      var seen = top.get();
      top.set(NONE);
      for (Object each = seen; each instanceof Node node && node != NONE; each = node.below) {
        taken.push(node.item);
      }
      return List.copyOf(taken);
    }
  }

  @Test
  void aTakeThatIsNotOneStepIsFound() {
    assertThrows(LincheckAssertionError.class, () -> check(TakesInTwoSteps.class));
  }

  /// Finds out whether it is closed, and then puts, whatever happened in between.
  public static class LooksBeforeItPuts {
    private final AtomicReference<List<Object>> items = new AtomicReference<>(List.of());
    private volatile boolean closed;

    @Operation
    public boolean put(int item) {
      if (closed) {
        return false;
      }
      while (true) {
        var seen = items.get();
        var more = new java.util.ArrayList<>(seen);
        more.add(item);
        if (items.compareAndSet(seen, List.copyOf(more))) {
          return true;
        }
      }
    }

    @Operation(nonParallelGroup = "loop")
    public List<Object> close() {
      closed = true;
      return items.getAndSet(List.of());
    }
  }

  @Test
  void aPutThatIsAcceptedAfterTheEndIsFound() {
    assertThrows(LincheckAssertionError.class, () -> check(LooksBeforeItPuts.class));
  }
}
