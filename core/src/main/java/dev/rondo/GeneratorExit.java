package dev.rondo;

/// Thrown at the `yield` of a generator that is closed. Its body should let it pass, after cleaning
/// up.
///
/// @asyncio `GeneratorExit`
public final class GeneratorExit extends Error {
  private static final long serialVersionUID = 1L;

  GeneratorExit() {
    super("the generator is closed");
  }
}
