package dev.rondo.net.suite;

import dev.rondo.Action;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/// Tests that run over any network.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class NetworkSuite {
  /// Creates the suite.
  protected NetworkSuite() {}

  /// Runs a coroutine that uses the network, on a loop of its own.
  protected abstract void run(Action body) throws Exception;

  /// The same, with a clock that jumps when nothing is ready.
  protected abstract void runInVirtualTime(Action body) throws Exception;
}
