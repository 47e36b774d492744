package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random programs of selects over channels, locks, promises and delays, next to others who use the
/// same: exactly one clause of each has an effect.
@Timeout(120)
class SelectInvariantsTest {
  private static final int TASKS = 7;
  private static final int CHANNELS = 2;

  private static final class World {
    private final RandomProgram program;
    private final List<Channel<Integer>> channels = new ArrayList<>();
    private final List<Sender<Integer>> senders = new ArrayList<>();
    private final List<Receiver<Integer>> receivers = new ArrayList<>();
    private final Lock lock = new Lock();
    private final Set<Integer> sent = new HashSet<>();
    private final List<Integer> received = new ArrayList<>();
    private final Promise<String> promise = Async.runningLoop().createPromise();
    private int inside;
    private int items;
    private int effects;

    World(RandomProgram program) {
      this.program = program;
      for (var n = 0; n < CHANNELS; n++) {
        Channel<Integer> channel = program.flip() ? Channel.rendezvous() : Channel.bounded(1);
        channels.add(channel);
        senders.add(channel.sender());
        receivers.add(channel.receiver());
      }
    }

    private boolean received(int item) {
      received.add(item);
      effects++;
      return true;
    }

    private boolean sent(int item) {
      sent.add(item);
      effects++;
      return true;
    }

    private boolean locked() {
      effects++;
      inside++;
      try {
        assertEquals(1, inside, "two are inside");
        program.pause();
      } finally {
        inside--;
      }
      return true;
    }

    private boolean counted() {
      effects++;
      return true;
    }

    void select() throws Exception {
      List<Select.Clause<Boolean>> clauses = new ArrayList<>();
      for (var channel = 0; channel < CHANNELS; channel++) {
        if (program.flip()) {
          clauses.add(Select.receive(receivers.get(channel), this::received));
        } else if (program.flip()) {
          clauses.add(Select.send(senders.get(channel), items++, this::sent));
        }
      }
      if (program.flip()) {
        clauses.add(Select.acquire(lock, _ -> locked()));
      }
      if (program.flip()) {
        clauses.add(Select.done(promise, _ -> counted()));
      }
      if (program.flip() || clauses.isEmpty()) {
        clauses.add(Select.after(program.shortWhile(), _ -> counted()));
      }
      Collections.shuffle(clauses, program.random);
      var before = effects;
      var alone = new boolean[1];
      var done = program.perhapsInTime(() -> alone[0] = SelectAttempt.<Boolean>run(clauses));
      assertEquals(done, alone[0]);
      assertTrue(!done || effects > before);
    }

    void plain() throws Exception {
      var channel = program.upTo(CHANNELS - 1);
      switch (program.upTo(3)) {
        case 0 -> program.perhapsInTime(() -> received(receivers.get(channel).receive()));
        case 1 -> {
          var item = items++;
          program.perhapsInTime(
              () -> {
                senders.get(channel).send(item);
                sent(item);
              });
        }
        case 2 -> {
          if (lock.tryAcquire(program.shortWhile())) {
            try {
              locked();
            } finally {
              lock.release();
            }
          }
        }
        default -> {
          if (program.upTo(5) == 0 && !promise.done()) {
            promise.setResult("done");
          }
        }
      }
    }

    /// With one task left in each line there is nobody whom it could meet.
    void assertNobodyIsStranded() {
      for (var channel : channels) {
        var now = channel.statistics();
        assertTrue(now.size() + now.sending() == 0 || now.receiving() == 0, now::toString);
        assertTrue(now.size() >= now.capacity() || now.sending() == 0, now::toString);
      }
      assertEquals(new Lock.Statistics(false, 0), lock.statistics());
    }

    void drain() {
      if (!promise.done()) {
        promise.setResult("done");
      }
      for (var round = 0; round < 100; round++) {
        for (var receiver : receivers) {
          receiver.tryReceive().ifPresent(this::received);
        }
        for (var sender : senders) {
          var item = items++;
          if (sender.trySend(item)) {
            sent.add(item);
          }
        }
        Async.sleep(java.time.Duration.ofMinutes(1));
      }
      for (var receiver : receivers) {
        receiver.tryReceive().ifPresent(this::received);
      }
    }
  }

  @Test
  void ofSelects() {
    RandomProgram.check(
        program -> {
          var world = new World(program);
          for (var n = 0; n < TASKS; n++) {
            program.start(n < 4 ? world::select : world::plain);
          }
          program.disturbAndSettle();
          world.assertNobodyIsStranded();
          world.drain();
          program.finish();
          world.assertNobodyIsStranded();
          assertEquals(world.received.size(), new HashSet<>(world.received).size());
          assertEquals(world.sent, new HashSet<>(world.received));
        });
  }
}
