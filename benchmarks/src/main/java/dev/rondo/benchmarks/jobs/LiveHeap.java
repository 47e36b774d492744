package dev.rondo.benchmarks.jobs;

/// What is alive on the heap.
public final class LiveHeap {
  private LiveHeap() {}

  /// {@return the bytes that are in use after a collection}
  public static long bytes() {
    var runtime = Runtime.getRuntime();
    for (var round = 0; round < 3; round++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
