package dev.rondo.testing;

import java.util.Optional;

/// Something that a run left behind.
///
/// @param check what kind of thing
/// @param message what it is, for people
/// @param cause what was thrown, if anything was
public record Finding(Check check, String message, Optional<Throwable> cause) {}
