package dev.rondo.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where bytes come from. Reading never waits; it does what can be done now. One reader at a time.
interface Incoming {
  /// Reads what is there into `target`.
  ///
  /// @return how many bytes; 0 if there is nothing yet, -1 at the end
  int read(ByteBuffer target) throws IOException;

  /// Suspends the caller until [#read] may do something, or this is closed. May return early.
  void awaitReadable();

  /// Resumes who is in [#awaitReadable()].
  void wakeReader();
}
