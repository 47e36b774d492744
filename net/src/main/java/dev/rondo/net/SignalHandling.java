package dev.rondo.net;

/// A callback that is called for a signal, until this is closed. See [Signals#handle(String,
/// Runnable)].
///
/// @threads any
public interface SignalHandling extends AutoCloseable {
  /// Ends it; the signal does again what it did before. Closing twice has no effect.
  @Override
  void close();
}
