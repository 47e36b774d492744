package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random programs with channels: what was sent is received, left or dropped; what was not sent is
/// not received; nobody waits for what is there.
@Timeout(120)
class ChannelInvariantsTest {
  private static final int TASKS = 6;

  private record Item(int sender, int number) {}

  /// A channel and what became of the items.
  private static final class Model {
    private final RandomProgram program;
    private final Channel<Item> channel;
    private final Sender<Item> sender;
    private final Receiver<Item> receiver;
    private final Set<Item> sent = new HashSet<>();
    private final List<Item> received = new ArrayList<>();
    private final Map<Integer, Integer> last = new HashMap<>();
    private final RandomProgram.Line receivers = new RandomProgram.Line();
    private final boolean isRendezvous;
    private int items;
    private int exchanging;

    Model(RandomProgram program, Channel<Item> channel) {
      this.program = program;
      this.channel = channel;
      this.sender = channel.sender();
      this.receiver = channel.receiver();
      this.isRendezvous = channel.statistics().capacity() == 0;
    }

    void send(int number) throws Exception {
      var item = new Item(number, items++);
      var done =
          switch (program.upTo(4)) {
            case 0 -> sender.trySend(item);
            case 1 -> select(Select.send(sender, item, _ -> true));
            default -> {
              var inTime = program.perhapsInTime(() -> sender.send(item));
              assertTrue(
                  !inTime || !isRendezvous || received.contains(item), "sent, but not received");
              yield inTime;
            }
          };
      if (done) {
        sent.add(item);
      }
    }

    void receive(int number) throws Exception {
      switch (program.upTo(4)) {
        case 0 -> receiver.tryReceive().ifPresent(this::received);
        case 1 -> select(Select.receive(receiver, this::received));
        default -> receivers.pass(() -> program.perhapsInTime(() -> received(receiver.receive())));
      }
    }

    /// Receives or sends, whatever comes first.
    void exchange(int number) throws Exception {
      var item = new Item(number, items++);
      var clauses =
          List.of(
              Select.receive(receiver, this::received),
              Select.send(
                  sender,
                  item,
                  same -> {
                    sent.add(same);
                    return true;
                  }));
      exchanging++;
      try {
        var _ = SelectAttempt.run(program.flip() ? clauses : clauses.reversed());
      } finally {
        exchanging--;
      }
    }

    private boolean select(Select.Clause<Boolean> clause) throws Exception {
      if (program.flip()) {
        return Async.<Boolean>select(clause, Select.after(program.shortWhile(), _ -> false));
      }
      var done = new boolean[1];
      var _ = program.perhapsInTime(() -> done[0] = Async.<Boolean>select(clause));
      return done[0];
    }

    private boolean received(Item item) {
      received.add(item);
      var before = last.put(item.sender, item.number);
      assertTrue(before == null || before < item.number, "items of a sender in the wrong order");
      return true;
    }

    void assertNobodyIsStranded() {
      var now = channel.statistics();
      var alone = exchanging == 1 && now.receiving() == 1 && now.sending() == 1;
      assertTrue(now.size() + now.sending() == 0 || now.receiving() == 0 || alone, now::toString);
      assertTrue(now.size() >= now.capacity() || now.sending() == 0, now::toString);
    }

    /// All that is there is received.
    void assertNothingIsLostOrInvented() {
      var dropped = channel.statistics().dropped();
      while (channel.statistics().size() + channel.statistics().sending() > 0) {
        received(receiver.tryReceive().orElseThrow());
        Async.sleep(java.time.Duration.ofMinutes(1));
      }
      assertEquals(Set.of(), minus(received, sent), "received, but not sent");
      assertEquals(dropped, minus(sent, received).size(), "sent, but not received");
      assertEquals(received.size(), new HashSet<>(received).size(), "received twice");
      assertEquals(dropped, channel.statistics().dropped());
    }

    private static Set<Item> minus(Iterable<Item> all, java.util.Collection<Item> some) {
      Set<Item> left = new HashSet<>();
      all.forEach(left::add);
      left.removeAll(some);
      return left;
    }
  }

  private interface Step {
    void run(Model model, int number) throws Exception;
  }

  private static void check(Function<RandomProgram, Channel<Item>> make, Step... steps) {
    RandomProgram.check(
        program -> {
          var model = new Model(program, make.apply(program));
          for (var n = 0; n < TASKS; n++) {
            var number = n;
            var step = steps[n % steps.length];
            program.start(() -> step.run(model, number));
          }
          program.disturbAndSettle();
          model.assertNobodyIsStranded();
          model.assertNothingIsLostOrInvented();
        });
  }

  private static Channel<Item> bounded(RandomProgram program) {
    return Channel.bounded(1 + program.upTo(2));
  }

  @Test
  void ofABoundedChannel() {
    check(ChannelInvariantsTest::bounded, Model::send, Model::receive);
  }

  @Test
  void ofARendezvous() {
    check(_ -> Channel.rendezvous(), Model::send, Model::receive);
  }

  @Test
  void ofAChannelThatDropsTheOldest() {
    check(program -> Channel.droppingOldest(1 + program.upTo(2)), Model::send, Model::receive);
  }

  @Test
  void ofAChannelWithManyReceivers() {
    check(ChannelInvariantsTest::bounded, Model::receive, Model::send, Model::receive);
  }

  @Test
  void ofTasksThatSendAndReceiveOnARendezvous() {
    check(_ -> Channel.rendezvous(), Model::send, Model::exchange, Model::receive);
  }

  @Test
  void ofTasksThatSendAndReceiveOnABoundedChannel() {
    check(ChannelInvariantsTest::bounded, Model::exchange, Model::send, Model::exchange);
  }
}
