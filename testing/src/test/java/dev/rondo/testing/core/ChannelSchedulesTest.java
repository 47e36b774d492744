package dev.rondo.testing.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Async;
import dev.rondo.Broadcast;
import dev.rondo.Channel;
import dev.rondo.ChannelClosedException;
import dev.rondo.LaggedException;
import dev.rondo.Lock;
import dev.rondo.Receiver;
import dev.rondo.Select;
import dev.rondo.Sender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Channels, in any order of steps: what was sent is received once, or dropped by those that drop;
/// what was not sent is not received.
@Timeout(300)
class ChannelSchedulesTest {
  private record Item(int sender, int number) {}

  /// A channel and what became of the items.
  private static final class Model {
    private final SmallProgram program;
    private final Channel<Item> channel;
    private final Sender<Item> sender;
    private final Receiver<Item> receiver;
    private final boolean isRendezvous;
    private final Set<Item> sent = new HashSet<>();
    private final List<Item> received = new ArrayList<>();
    private final Map<Integer, Integer> last = new HashMap<>();
    private int made;

    Model(SmallProgram program, Channel<Item> channel) {
      this.program = program;
      this.channel = channel;
      this.sender = channel.sender();
      this.receiver = channel.receiver();
      this.isRendezvous = channel.statistics().capacity() == 0;
    }

    void send(int number) throws Exception {
      var item = new Item(number, made++);
      if (program.upTo(3) == 0) {
        if (sender.trySend(item)) {
          sent.add(item);
        }
        return;
      }
      program.perhapsInTime(
          () -> {
            sender.send(item);
            sent.add(item);
            assertTrue(!isRendezvous || received.contains(item), "sent, but not received");
          });
    }

    void receive() throws Exception {
      program.perhapsInTime(() -> received(receiver.receive()));
    }

    void received(Item item) {
      received.add(item);
      var before = last.put(item.sender, item.number);
      assertTrue(before == null || before < item.number, "items of a sender in the wrong order");
    }

    void assertNobodyIsStranded() {
      var now = channel.statistics();
      assertTrue(now.size() + now.sending() == 0 || now.receiving() == 0, now::toString);
      assertTrue(now.size() >= now.capacity() || now.sending() == 0, now::toString);
    }

    void drain() throws Exception {
      while (channel.statistics().size() + channel.statistics().sending() > 0) {
        received(receiver.tryReceive().orElseThrow());
        program.settle();
      }
      sender.close();
    }

    void assertNothingIsLostOrInvented() {
      Set<Item> all = new HashSet<>(received);
      assertEquals(received.size(), all.size(), "received twice");
      assertTrue(sent.containsAll(all), "received, but not sent");
      assertEquals(
          channel.statistics().dropped(), sent.size() - all.size(), "sent, but not received");
      assertEquals(0, channel.statistics().size() + channel.statistics().receiving());
    }
  }

  private static void sendAndReceive(SmallProgram program, Channel<Item> channel) throws Exception {
    var model = new Model(program, channel);
    for (var n = 0; n < 2; n++) {
      var number = n;
      program.start(1, () -> model.send(number));
      program.start(
          1,
          () -> {
            try {
              model.receive();
            } catch (ChannelClosedException end) {
              assertEquals(0, channel.statistics().size());
            }
          });
    }
    program.disturb();
    program.settle();
    model.assertNobodyIsStranded();
    model.drain();
    program.finish();
    model.assertNothingIsLostOrInvented();
  }

  @Test
  void aRendezvousHandsEachItemOver() {
    SmallProgram.check(program -> sendAndReceive(program, Channel.rendezvous()));
  }

  @Test
  void aBoundedChannelHandsEachItemOver() {
    SmallProgram.check(program -> sendAndReceive(program, Channel.bounded(1 + program.upTo(1))));
  }

  @Test
  void aChannelForTheLatestCountsWhatItDrops() {
    SmallProgram.check(program -> sendAndReceive(program, Channel.latest()));
  }

  @Test
  void aChannelThatDropsTheOldestCountsWhatItDrops() {
    SmallProgram.check(program -> sendAndReceive(program, Channel.droppingOldest(2)));
  }

  /// Who has waited when the channel ends is told so.
  @Test
  void theEndOfAChannelEndsEveryWait() {
    SmallProgram.check(
        program -> {
          var model = new Model(program, Channel.bounded(1));
          for (var n = 0; n < 4; n++) {
            var number = n;
            program.start(
                1,
                () -> {
                  try {
                    if (number % 2 == 0) {
                      model.send(number);
                    } else {
                      model.receive();
                    }
                  } catch (ChannelClosedException end) {
                    // refused
                  }
                });
          }
          program.disturb();
          if (program.flip()) {
            model.sender.close();
            program.pause();
          }
          model.receiver.close();
          program.finish();
          assertTrue(model.sent.containsAll(model.received), "received, but not sent");
          assertEquals(0, model.channel.statistics().receiving());
          assertEquals(0, model.channel.statistics().sending());
        });
  }

  /// A subscription, shared by two tasks, and what they know.
  private static final class Listener {
    private final Broadcast.Subscription<Integer> subscription;
    private int next;
    private int waiting;

    Listener(Broadcast.Subscription<Integer> subscription) {
      this.subscription = subscription;
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

    void receiveAll() {
      try {
        while (true) {
          receive();
        }
      } catch (ChannelClosedException end) {
        assertEquals(0, waiting);
      }
    }
  }

  @Test
  void whatASubscriberDidNotGetItWasToldOf() {
    SmallProgram.check(
        program -> {
          var broadcast = new Broadcast<Integer>(1 + program.upTo(1));
          var sent = new int[1];
          var listeners =
              List.of(new Listener(broadcast.subscribe()), new Listener(broadcast.subscribe()));
          for (var n = 0; n < 4; n++) {
            var listener = listeners.get(n % 2);
            program.start(
                1,
                () -> {
                  try {
                    program.perhapsInTime(listener::receive);
                  } catch (ChannelClosedException end) {
                    assertEquals(sent[0], listener.next);
                  }
                });
          }
          program.start(
              1,
              () -> {
                for (var count = program.upTo(3); count > 0; count--) {
                  broadcast.send(sent[0]++);
                }
              });
          program.disturb();
          program.settle();
          for (var listener : listeners) {
            assertTrue(
                sent[0] == listener.next || listener.waiting == 0, "there is one, but they wait");
          }
          broadcast.close();
          program.finish();
          for (var listener : listeners) {
            listener.receiveAll();
            assertEquals(sent[0], listener.next);
          }
        });
  }

  @Test
  void aSelectDoesExactlyOneThing() {
    SmallProgram.check(
        program -> {
          var in = new Model(program, Channel.bounded(1));
          var out = new Model(program, Channel.rendezvous());
          var lock = new Lock();
          var room = new Room(program, 1);
          program.start(
              2,
              () -> {
                var effects = new int[1];
                var item = new Item(out.made, out.made++);
                program.perhapsInTime(
                    () ->
                        Async.<Boolean>select(
                            Select.receive(
                                in.receiver,
                                received -> {
                                  effects[0]++;
                                  in.received(received);
                                  return true;
                                }),
                            Select.send(
                                out.sender,
                                item,
                                sent -> {
                                  effects[0]++;
                                  return out.sent.add(sent);
                                }),
                            Select.acquire(
                                lock,
                                _ -> {
                                  effects[0]++;
                                  room.visit();
                                  return true;
                                }),
                            Select.after(program.shortWhile(), _ -> true)));
                assertTrue(effects[0] <= 1, "two clauses were done");
              });
          program.start(1, () -> in.send(1));
          program.start(1, out::receive);
          program.start(
              1,
              () -> {
                try (var _ = lock.hold()) {
                  room.visit();
                }
              });
          program.disturb();
          program.settle();
          in.assertNobodyIsStranded();
          out.assertNobodyIsStranded();
          in.drain();
          out.drain();
          program.cancelTheRest();
          in.assertNothingIsLostOrInvented();
          out.assertNothingIsLostOrInvented();
          assertEquals(new Lock.Statistics(false, 0), lock.statistics());
        });
  }
}
