package dev.rondo.testing.faults;

import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.net.Connection;
import dev.rondo.net.ListenOptions;
import dev.rondo.net.Net;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// More clients come than a server wants, and many of them are up to nothing good.
class AcceptFloodTest {
  private static final int CLIENTS = 200;
  private static final int LIMIT = 10;

  private int most;
  private int served;

  @Test
  void thereAreNoMoreHandlersThanTheLimitSays() throws Exception {
    var options = ListenOptions.DEFAULT.withConnectionLimit(LIMIT).withBacklog(CLIENTS);
    Faults.forEachSeed(
        nature -> nature.withLatency(Duration.ZERO, Duration.ofMillis(20)),
        (_, _) ->
            Faults.serve(
                options,
                Faults::echo,
                server ->
                    taskGroup(
                        group -> {
                          for (var client = 0; client < CLIENTS; client++) {
                            group.createTask(
                                () -> {
                                  try (var one = Net.connect("localhost", server.port())) {
                                    Faults.assertEcho(one);
                                    most = Math.max(most, server.connections());
                                    served++;
                                  }
                                });
                          }
                        })));
    assertEquals(LIMIT, most);
    assertEquals(CLIENTS * Faults.SEEDS, served);
  }

  @Test
  void whoResetsAtOnceTakesNobodysPlace() throws Exception {
    var options = ListenOptions.DEFAULT.withConnectionLimit(LIMIT);
    Faults.forEachSeed(
        nature -> nature.withLatency(Duration.ZERO, Duration.ofMillis(5)),
        (network, random) ->
            Faults.serve(
                options,
                Faults::echo,
                server -> {
                  for (var client = 0; client < CLIENTS / 4; client++) {
                    var one = Net.connect("localhost", server.port());
                    if (random.nextBoolean()) {
                      network.cut(one);
                    }
                    one.abort();
                  }
                  try (var good = Net.connect("localhost", server.port())) {
                    Faults.assertEcho(good);
                  }
                }));
  }

  @Test
  void whoSaysNothingHoldsUpNobodyElse() throws Exception {
    Faults.forEachSeed(
        nature -> nature.withLatency(Duration.ZERO, Duration.ofMillis(5)),
        (_, _) ->
            Faults.serve(
                Faults::echo,
                server -> {
                  var silent = new ArrayList<Connection>();
                  for (var client = 0; client < CLIENTS / 4; client++) {
                    silent.add(Net.connect("localhost", server.port()));
                  }
                  try (var good = Net.connect("localhost", server.port())) {
                    Faults.assertEcho(good);
                  }
                  assertTrue(server.connections() >= silent.size());
                  silent.forEach(Connection::abort);
                  while (server.connections() > 0) {
                    sleep(Duration.ofMillis(1));
                  }
                }));
  }
}
