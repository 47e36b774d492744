package dev.rondo.net;

import static dev.rondo.Async.taskGroup;

import dev.rondo.Event;
import dev.rondo.TaskGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tries addresses one after the other, the next one when the one before has failed or takes long;
/// the first that succeeds wins, and the others are called off (RFC 8305).
///
/// @param <A> the type of addresses
/// @param <C> the type of what is made
final class HappyEyeballs<A, C> {
  /// Makes a connection, or leaves nothing behind.
  @FunctionalInterface
  interface Attempt<A, C> {
    C connect(A address) throws IOException;
  }

  private final Duration delay;
  private final Attempt<A, C> attempt;
  private final Consumer<C> discard;
  private final List<IOException> failures = new ArrayList<>();
  private @Nullable C winner;

  private HappyEyeballs(Duration delay, Attempt<A, C> attempt, Consumer<C> discard) {
    this.delay = delay;
    this.attempt = attempt;
    this.discard = discard;
  }

  /// Connects to one of the addresses.
  ///
  /// @param discard closes a connection that nobody gets
  static <A, C> C connect(
      List<A> addresses, Duration delay, Attempt<A, C> attempt, Consumer<C> discard)
      throws IOException {
    if (addresses.size() == 1) {
      return attempt.connect(addresses.getFirst());
    }
    return new HappyEyeballs<>(delay, attempt, discard).race(addresses.iterator());
  }

  private C race(Iterator<A> addresses) throws IOException {
    try {
      taskGroup(
          group -> {
            tryAll(group, addresses);
          });
    } catch (IOException | RuntimeException failed) {
      discardWinner();
      throw failed;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    } catch (Error cancelled) {
      discardWinner();
      throw cancelled;
    }
    if (winner != null) {
      return winner;
    }
    var first = failures.getFirst();
    failures.stream().skip(1).forEach(first::addSuppressed);
    throw first;
  }

  private void discardWinner() {
    if (winner != null) {
      discard.accept(winner);
    }
  }

  private void tryAll(TaskGroup group, Iterator<A> addresses) {
    while (addresses.hasNext()) {
      var address = addresses.next();
      var failed = new Event();
      group.createTask("connect to " + address, () -> tryOne(group, address, failed));
      if (addresses.hasNext()) {
        failed.await(delay);
      }
    }
  }

  private void tryOne(TaskGroup group, A address, Event failed) {
    C connection;
    try {
      connection = attempt.connect(address);
    } catch (IOException failure) {
      failures.add(failure);
      failed.set();
      return;
    }
    if (winner == null) {
      winner = connection;
      group.cancel();
    } else {
      discard.accept(connection);
    }
  }
}
