package dev.rondo.testing.gallery;

import static dev.rondo.Async.gather;
import static dev.rondo.Async.sleep;
import static dev.rondo.testing.gallery.Turns.turns;

import dev.rondo.Action;
import dev.rondo.Retry;
import dev.rondo.testing.EveryWait.Scenario;
import java.io.IOException;
import java.time.Duration;

/// Calls that fail are made again at once. Under virtual time that is seen well: while somebody is
/// busy, no time passes.
final class RetryStorm implements Bug {
  private static final class Service {
    private boolean up = true;

    void call() throws IOException {
      turns(1);
      if (!up) {
        throw new IOException("try again later");
      }
    }

    void restart() {
      turns(3); // the operator logs in
      up = false;
      sleep(Duration.ofSeconds(1));
      up = true;
    }
  }

  private interface Client {
    void run(Action call) throws Exception;
  }

  private static void again(Action call) throws Exception {
    while (true) {
      try {
        call.run();
        return;
      } catch (IOException down) {
        turns(1);
      }
    }
  }

  private static void afterPauses(Action call) throws Exception {
    Retry.exponential(10, Duration.ofMillis(100)).run(call);
  }

  private static Scenario restart(Client client) {
    var service = new Service();
    return () ->
        gather(
            () -> client.run(service::call),
            () -> client.run(service::call),
            () -> service.restart());
  }

  @Override
  public String name() {
    return "retry storm";
  }

  @Override
  public String about() {
    return "who is refused calls again at once, as often as the machine can";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.neverEnds());
  }

  @Override
  public Scenario broken() {
    return restart(RetryStorm::again);
  }

  @Override
  public Scenario mended() {
    return restart(RetryStorm::afterPauses);
  }
}
