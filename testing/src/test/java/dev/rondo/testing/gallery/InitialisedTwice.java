package dev.rondo.testing.gallery;

import static dev.rondo.Async.gather;
import static dev.rondo.testing.gallery.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.rondo.Lock;
import dev.rondo.testing.EveryWait.Scenario;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A lazy value whose making waits.
final class InitialisedTwice implements Bug {
  private static final class Connection {}

  private static final class Client {
    private final Lock opening = new Lock();
    private @Nullable Connection connection;

    private static Connection open() {
      turns(2); // says hello
      return new Connection();
    }

    Connection connection() {
      var present = connection;
      if (present == null) {
        present = open();
        connection = present;
      }
      return present;
    }

    Connection connectionOpenedByOne() {
      try (var _ = opening.hold()) {
        return connection();
      }
    }
  }

  private static Scenario users(Function<Client, Connection> get) {
    var client = new Client();
    return () -> {
      var got = new Connection[2];
      gather(
          () -> got[0] = get.apply(client),
          () -> {
            turns(3);
            got[1] = get.apply(client);
          });
      assertSame(got[0], got[1], "the connection");
    };
  }

  @Override
  public String name() {
    return "initialised twice";
  }

  @Override
  public String about() {
    return "two find no connection and open one each; the first one is never closed";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.assertion("the connection ==> expected: "));
  }

  @Override
  public Scenario broken() {
    return users(Client::connection);
  }

  @Override
  public Scenario mended() {
    return users(Client::connectionOpenedByOne);
  }
}
