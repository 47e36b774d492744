package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random programs with a broadcast: what a subscriber did not get it was told of.
@Timeout(120)
class BroadcastInvariantsTest {
  private static final int TASKS = 6;

  /// A subscription, shared by some tasks, and what they know.
  private static final class Listener {
    private final Broadcast.Subscription<Integer> subscription;
    private int next;
    private int waiting;

    Listener(Broadcast.Subscription<Integer> subscription, int next) {
      this.subscription = subscription;
      this.next = next;
    }

    void receive() {
      waiting++;
      try {
        int item = subscription.receive();
        assertEquals(next, item);
        next++;
      } catch (LaggedException lag) {
        next += (int) lag.missed();
      } finally {
        waiting--;
      }
    }
  }

  @Test
  void ofABroadcast() {
    RandomProgram.check(
        program -> {
          var broadcast = new Broadcast<Integer>(1 + program.upTo(2));
          var sent = new int[1];
          List<Listener> listeners = new ArrayList<>();
          for (var n = 0; n < 2; n++) {
            listeners.add(new Listener(broadcast.subscribe(), 0));
          }
          for (var n = 0; n < TASKS; n++) {
            var sends = n == 0;
            program.start(
                () -> {
                  if (program.settled) {
                    return;
                  }
                  if (sends) {
                    for (var count = program.upTo(4); count > 0; count--) {
                      broadcast.send(sent[0]++);
                    }
                  } else if (program.upTo(4) == 0) {
                    listeners.add(new Listener(broadcast.subscribe(), sent[0]));
                  } else {
                    var listener = listeners.get(program.upTo(listeners.size() - 1));
                    try {
                      program.perhapsInTime(listener::receive);
                    } catch (ChannelClosedException end) {
                      assertTrue(program.settled);
                    }
                  }
                });
          }
          program.disturbAndSettle();
          for (var listener : listeners) {
            var pending = sent[0] - listener.next;
            assertTrue(
                pending == 0 || listener.waiting == 0, "an item is there, and somebody waits");
          }
          broadcast.send(sent[0]++);
          broadcast.send(sent[0]++);
          broadcast.close();
          for (var listener : listeners) {
            drain(listener);
          }
          Async.sleep(java.time.Duration.ofMinutes(1));
          for (var listener : listeners) {
            assertEquals(sent[0], listener.next);
            assertEquals(0, listener.waiting);
          }
        });
  }

  private static void drain(Listener listener) {
    try {
      while (true) {
        listener.receive();
      }
    } catch (ChannelClosedException end) {
      assertFalse(listener.subscription.toString().contains("1 items"));
    }
  }
}
