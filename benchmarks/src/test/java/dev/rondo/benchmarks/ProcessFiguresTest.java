package dev.rondo.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What the system tells about processes.
class ProcessFiguresTest {
  private static final long SELF = ProcessHandle.current().pid();
  private static final long NOBODY = Long.MAX_VALUE;

  private static void assumeTold() {
    assumeTrue(Files.exists(Path.of("/proc/self/task")), "this system has no /proc");
  }

  @Test
  void memoryIsAtLeastTheHeap() throws Exception {
    assumeTold();

    var memory = ProcessFigures.memory(SELF).orElseThrow();

    assertTrue(memory > 10_000_000, () -> memory + " bytes");
  }

  @Test
  void processorTimesGrowWithWork() throws Exception {
    assumeTold();
    var before = ProcessFigures.processorTimes(SELF);
    assumeTrue(!before.isEmpty(), "this system does not count");

    var end = System.nanoTime() + 20_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }

    var worked = ProcessFigures.difference(before, ProcessFigures.processorTimes(SELF));
    assertTrue(worked > 0, () -> worked + " ns");
  }

  @Test
  void threadsThatEndedDoNotCount() {
    var worked =
        ProcessFigures.difference(
            Map.of("ended", 1_000L, "stays", 10L), Map.of("stays", 15L, "new", 7L));

    assertEquals(12, worked);
  }

  @Test
  void nothingIsToldOfWhoIsNotThere() throws Exception {
    assertEquals(OptionalLong.empty(), ProcessFigures.memory(NOBODY));
    assertEquals(Map.of(), ProcessFigures.processorTimes(NOBODY));
  }

  @Test
  void clientAndServerHaveProcessorsOfTheirOwn() throws Exception {
    var server = Processors.ofServer();
    assumeTrue(!server.isEmpty(), "one processor, or no taskset");

    assertNotEquals(server, Processors.ofClient());
  }
}
