package dev.rondo;

/// Thrown when an end of a [Channel] is used that is closed, or whose other side is.
public final class ChannelClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ChannelClosedException(String message) {
    super(message);
  }
}
