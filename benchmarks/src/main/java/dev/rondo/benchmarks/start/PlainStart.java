package dev.rondo.benchmarks.start;

/// The line comes from `main`: what the JVM itself takes.
final class PlainStart {
  private PlainStart() {}

  public static void main(String[] arguments) {
    System.out.println("started");
  }
}
