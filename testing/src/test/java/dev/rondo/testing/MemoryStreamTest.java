package dev.rondo.testing;

import dev.rondo.Action;
import dev.rondo.net.suite.StreamSuite;
import org.junit.jupiter.api.Nested;

/// Connections in memory behave as those of sockets do.
class MemoryStreamTest {
  @Nested
  class Good extends StreamSuite {
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
  class Bad extends StreamSuite {
    @Override
    protected void run(Action body) throws Exception {
      MemoryServerTest.run(MemoryServerTest.BAD, body);
    }

    @Override
    protected void runInVirtualTime(Action body) throws Exception {
      run(body);
    }
  }
}
