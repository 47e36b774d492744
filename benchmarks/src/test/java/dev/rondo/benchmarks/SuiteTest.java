package dev.rondo.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole run of a few small workloads, in processes of their own.
@Timeout(300)
class SuiteTest {
  @TempDir private Path folder = Path.of("");

  private Arguments arguments(List<String> only, Optional<Path> docs) {
    return new Arguments(
        true,
        false,
        only,
        List.of("rondo", "bare"),
        Path.of("peers"),
        folder,
        Optional.empty(),
        docs);
  }

  @Test
  void runWritesTableDataAndCharts() throws Exception {
    var status = Suite.run(arguments(List.of("yield-in-turn", "heap"), Optional.empty()));

    assertEquals(0, status, Files.readString(folder.resolve("log.txt")));
    var table = Files.readString(folder.resolve("results.md"));
    assertTrue(table.contains("| yield, 1,000 tasks in turn | Rondo | yield | "), table);
    assertTrue(table.contains("| live heap of a sleeping task | bare virtual threads"), table);
    var data =
        JsonParser.parseString(Files.readString(folder.resolve("results.json"))).getAsJsonObject();
    var measurements = data.getAsJsonArray("measurements");
    assertEquals(4, measurements.size());
    assertEquals(
        Settings.QUICK.rounds(),
        measurements.get(0).getAsJsonObject().getAsJsonObject("samples").size());
    var chart =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve("ratios.svg").toFile());
    assertEquals("svg", chart.getDocumentElement().getTagName());
  }

  @Test
  void networkHasItsOwnTableAndChart() throws Exception {
    var status =
        Suite.run(
            new Arguments(
                true,
                false,
                List.of("echo-1k-50", "idle"),
                List.of("rondo", "nio"),
                Path.of("peers"),
                folder,
                Optional.empty(),
                Optional.empty()));

    assertEquals(0, status, Files.readString(folder.resolve("log.txt")));
    var table = Files.readString(folder.resolve("results.md"));
    assertTrue(table.contains("| echo of 1 KiB, 50 connections | Rondo | message | "), table);
    assertTrue(table.contains("| memory of an idle connection | bare selector loop | "), table);
    assertTrue(Files.readString(folder.resolve("network.svg")).contains("bare selector loop"));
    var data =
        JsonParser.parseString(Files.readString(folder.resolve("results.json"))).getAsJsonObject();
    // And not echo-1k-500, which begins so, too.
    assertEquals(4, data.getAsJsonArray("measurements").size());
  }

  @Test
  void documentsGetTheFigures() throws Exception {
    Files.writeString(
        folder.resolve("README.md"),
        """
        before
        <!-- figures of benchmarks/run --docs: begin -->
        old
        <!-- figures of benchmarks/run --docs: end -->
        after
        """);

    Suite.run(arguments(List.of("yield-in-turn"), Optional.of(folder)));

    var readme = Files.readString(folder.resolve("README.md"));
    assertTrue(readme.startsWith("before\n<!-- figures"), readme);
    assertTrue(readme.endsWith("end -->\nafter\n"), readme);
    assertTrue(readme.contains("| yield, 1,000 tasks in turn | "), readme);
    assertTrue(!readme.contains("old"), readme);
    for (var file : List.of("README.md", "results.json", "ratios.svg", "highlights.svg")) {
      assertTrue(Files.exists(folder.resolve("docs", "benchmarks", file)), file);
    }
  }
}
