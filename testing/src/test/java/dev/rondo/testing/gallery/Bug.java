package dev.rondo.testing.gallery;

import dev.rondo.testing.EveryWait.Scenario;

/// A classic bug: a small program that has it, and the same program without it.
///
/// A program is a main coroutine, [Scenario#run()], and what must hold after it,
/// [Scenario#check()].
interface Bug {
  /// What it is called.
  String name();

  /// What goes wrong, in one sentence.
  String about();

  /// How the test kit finds it.
  Found found();

  /// A new program with the bug.
  Scenario broken();

  /// A new program that does the same without it.
  Scenario mended();
}
