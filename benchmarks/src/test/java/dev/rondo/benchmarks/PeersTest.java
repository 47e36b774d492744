package dev.rondo.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The programs in other languages, as far as the machine has what they need.
@Timeout(300)
class PeersTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void eachPeerIsThereOrNamedAsMissing() throws Exception {
    var peers = Peers.find(Path.of("peers"), folder);

    for (var contestant : Contestant.values()) {
      assertEquals(
          !contestant.isInJvm(),
          peers.commands().containsKey(contestant) ^ peers.missing().containsKey(contestant),
          contestant::id);
    }
  }

  @Test
  void peersGiveTheResultsOfTheWork() throws Exception {
    var peers = Peers.find(Path.of("peers"), folder);
    var log = folder.resolve("log").toFile();
    var entrants =
        Entrant.all(peers).stream()
            .filter(each -> !each.contestant().isInJvm())
            .filter(each -> !each.contestant().onlyServes())
            .toList();
    assumeTrue(!entrants.isEmpty(), "no Python and no Go on this machine");

    for (var entrant : entrants) {
      var failed = new ArrayList<String>();
      assertTrue(entrant.workloads().size() > 20, () -> entrant.contestant().id());
      try (var conversation =
          Conversation.start(
              entrant.withArguments("check", entrant.contestant().id()),
              entrant.environment(),
              log)) {
        for (var workload : entrant.workloads()) {
          var size = workload.tinySize();
          var answer = conversation.ask(workload.id() + " " + size + " " + workload.result(size));
          if (!answer.equals(List.of("right"))) {
            failed.add(String.join(" ", answer));
          }
        }
      }
      assertEquals(
          "", String.join("\n", failed), () -> entrant.contestant().id() + readable(log.toPath()));
    }
  }

  private static String readable(Path file) {
    try {
      return "\n" + Files.readString(file);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
