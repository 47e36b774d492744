package dev.rondo.benchmarks.start;

/// The line comes from a virtual thread.
final class ThreadStart {
  private ThreadStart() {}

  public static void main(String[] arguments) throws InterruptedException {
    Thread.startVirtualThread(() -> System.out.println("started")).join();
  }
}
