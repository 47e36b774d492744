package dev.rondo.testing.gallery;

import static dev.rondo.Async.gather;
import static dev.rondo.testing.gallery.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.Event;
import dev.rondo.testing.EveryWait.Scenario;
import java.util.function.Consumer;

/// Somebody waits for a while instead of for what must have happened.
final class CountedTurns implements Bug {
  private static final class Server {
    private final Event ready = new Event();
    private int connections;

    void start() {
      turns(3);
      ready.set();
    }

    void connectAfterAWhile() {
      turns(10); // that will do
      connect();
    }

    void connectWhenReady() {
      ready.await();
      connect();
    }

    private void connect() {
      connections += ready.isSet() ? 1 : 0;
    }
  }

  private static Scenario start(Consumer<Server> connect) {
    var server = new Server();
    return () -> {
      gather(server::start, () -> connect.accept(server));
      assertEquals(1, server.connections, "connections");
    };
  }

  @Override
  public String name() {
    return "waited for a while";
  }

  @Override
  public String about() {
    return "a wait of fixed length stands for a wait until the server is ready";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.assertion("connections ==> expected: <1> but was: <0>"));
  }

  @Override
  public Scenario broken() {
    return start(Server::connectAfterAWhile);
  }

  @Override
  public Scenario mended() {
    return start(Server::connectWhenReady);
  }
}
