package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.misc.Signal;

/// Signals that this process sends to itself.
@Timeout(60)
class SignalsTest {
  private static void raise(String name) {
    Signal.raise(new Signal(name));
  }

  @Test
  void aSignalIsAValueToWaitFor() throws Exception {
    run(
        () -> {
          // @start region=signals
          try (var signals = Signals.of("HUP", "USR2")) {
            createTask(() -> raise("HUP")); // somebody sends one
            assertEquals("HUP", signals.next());
          }
          // @end
        });
  }

  @Test
  void signalsAreHandedOutInTheOrderOfArrival() throws Exception {
    run(
        () -> {
          try (var signals = Signals.of("HUP", "USR2")) {
            raise("USR2");
            assertEquals("USR2", signals.next());
            raise("HUP");
            assertEquals("HUP", signals.next());
          }
        });
  }

  @Test
  void everyListenerGetsTheSignal() throws Exception {
    run(
        () -> {
          try (var first = Signals.of("USR2");
              var second = Signals.of("USR2")) {
            raise("USR2");
            assertEquals("USR2", first.next());
            assertEquals("USR2", second.next());
          }
        });
  }

  @Test
  void aCallbackIsCalledForEachSignalUntilItIsClosed() throws Exception {
    var calls = new ArrayList<String>();
    run(
        () -> {
          Promise<String> called = runningLoop().createPromise();
          var handling =
              Signals.handle(
                  "USR2",
                  () -> {
                    calls.add("called");
                    called.setResult("yes");
                  });
          try (var others = Signals.of("USR2")) {
            raise("USR2");
            assertEquals("yes", called.await());
            assertEquals("USR2", others.next());
            handling.close();
            handling.close();
            raise("USR2");
            assertEquals("USR2", others.next());
          }
          assertEquals(List.of("called"), calls);
        });
  }

  @Test
  void aCancelledWaitTakesNoSignal() throws Exception {
    run(
        () -> {
          try (var signals = Signals.of("USR2")) {
            var waiting = createTask(signals::next);
            yieldNow();
            waiting.cancel();
            assertThrows(CancelledError.class, waiting::await);
            raise("USR2");
            assertEquals("USR2", signals.next());
          }
        });
  }

  @Test
  void afterTheEndTheHandlerFromBeforeIsBack() throws Exception {
    var before = new ArrayList<String>();
    var original = Signal.handle(new Signal("USR2"), signal -> before.add(signal.getName()));
    try {
      run(
          () -> {
            var signals = Signals.of("USR2");
            signals.close();
            signals.close();
          });
      var mine = Signal.handle(new Signal("USR2"), original);
      mine.handle(new Signal("USR2"));
      assertEquals(List.of("USR2"), before);
    } finally {
      Signal.handle(new Signal("USR2"), original);
    }
  }

  @Test
  void unknownAndReservedSignalsAreRefusedByName() throws Exception {
    run(
        () -> {
          for (var name : List.of("NONSENSE", "SIGTERM", "", "KILL", "QUIT")) {
            var refused =
                assertThrows(IllegalArgumentException.class, () -> Signals.of("HUP", name));
            assertTrue(refused.toString().contains("\"" + name + "\""), refused.toString());
          }
          assertThrows(IllegalArgumentException.class, () -> Signals.of());
          assertThrows(NullPointerException.class, () -> Signals.handle("HUP", nothing()));
        });
  }

  @SuppressWarnings("NullAway") // what a caller without null checks passes
  private static Runnable nothing() {
    return null;
  }

  @Test
  void onlyCoroutinesListen() {
    assertThrows(IllegalStateException.class, () -> Signals.of("HUP"));
  }
}
