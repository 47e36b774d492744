package dev.rondo.benchmarks.jobs;

import java.util.concurrent.BlockingQueue;

/// One virtual thread hands items to another through a queue of the JDK.
final class ThreadQueues {
  private ThreadQueues() {}

  static long queue(BlockingQueue<Integer> queue, int size) throws InterruptedException {
    var sum = new long[1];
    var producer =
        Thread.startVirtualThread(
            () -> {
              try {
                for (var index = 0; index < size; index++) {
                  queue.put(index);
                }
              } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
              }
            });
    var consumer =
        Thread.startVirtualThread(
            () -> {
              try {
                for (var count = 0; count < size; count++) {
                  sum[0] += queue.take();
                }
              } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
              }
            });
    producer.join();
    consumer.join();
    return sum[0];
  }
}
