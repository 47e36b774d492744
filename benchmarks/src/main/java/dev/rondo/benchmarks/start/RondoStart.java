package dev.rondo.benchmarks.start;

import dev.rondo.Async;

/// The line comes from a coroutine.
final class RondoStart {
  private RondoStart() {}

  public static void main(String[] arguments) throws Exception {
    Async.run(() -> System.out.println("started"));
  }
}
