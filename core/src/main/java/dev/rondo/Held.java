package dev.rondo;

/// Something that is held until it is closed; made for try-with-resources.
///
/// @asyncio what `async with` binds
@FunctionalInterface
public interface Held extends AutoCloseable {
  /// Gives back what is held. Closing twice has no effect.
  @Override
  void close();
}
