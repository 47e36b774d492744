package dev.rondo.testing;

import dev.rondo.Action;
import dev.rondo.net.suite.ServerSuite;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/// Servers in memory behave as those with sockets do.
class MemoryServerTest {
  static final MemoryNetworkOptions BAD =
      MemoryNetworkOptions.DEFAULT
          .withLatency(Duration.ofMillis(1), Duration.ofMillis(20))
          .withBandwidth(1_000_000)
          .withCapacity(5_000)
          .withPartialReads(0.5)
          .withPartialWrites(0.5);

  /// Runs a test of a suite. These leave servers behind, which end with the loop, and worker
  /// threads that still read a file.
  static void run(MemoryNetworkOptions options, Action body) throws Exception {
    Testing.run(
        Checks.ALL.without(Check.TASK_LEFT, Check.TIMER_LEFT, Check.THREAD_LEFT),
        () -> {
          try (var _ = dev.rondo.net.Net.use(new MemoryNetwork(options))) {
            body.run();
          }
        });
  }

  @Nested
  class Good extends ServerSuite {
    @Override
    protected void run(Action body) throws Exception {
      MemoryServerTest.run(MemoryNetworkOptions.DEFAULT, body);
    }

    @Override
    protected void runInVirtualTime(Action body) throws Exception {
      run(body);
    }
  }

  @Nested
  class Bad extends ServerSuite {
    @Override
    protected void run(Action body) throws Exception {
      MemoryServerTest.run(BAD, body);
    }

    @Override
    protected void runInVirtualTime(Action body) throws Exception {
      run(body);
    }
  }
}
