package dev.rondo.benchmarks.jobs;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Select;
import dev.rondo.benchmarks.Job;
import dev.rondo.benchmarks.Jobs;
import dev.rondo.benchmarks.Workload;
import java.util.Optional;

/// Jox's channels between plain virtual threads.
public final class JoxJobs implements Jobs {
  /// The only one there is.
  public static final Jobs INSTANCE = new JoxJobs();

  private JoxJobs() {}

  @Override
  public Optional<Job> of(Workload workload) {
    return Optional.ofNullable(
        switch (workload) {
          case QUEUE_128 -> size -> channel(Channel.newBufferedChannel(128), size);
          case QUEUE_1 -> size -> channel(Channel.newBufferedChannel(1), size);
          case RENDEZVOUS -> size -> channel(Channel.newRendezvousChannel(), size);
          case SELECT_TWO -> JoxJobs::selectTwo;
          default -> null;
        });
  }

  private static long channel(Channel<Integer> channel, int size) throws InterruptedException {
    var sum = new long[1];
    var producer = Thread.startVirtualThread(() -> send(channel, 0, 1, size));
    var consumer =
        Thread.startVirtualThread(
            () -> {
              try {
                for (var count = 0; count < size; count++) {
                  sum[0] += channel.receive();
                }
              } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
              }
            });
    producer.join();
    consumer.join();
    return sum[0];
  }

  private static long selectTwo(int size) throws InterruptedException {
    var even = Channel.<Integer>newRendezvousChannel();
    var odd = Channel.<Integer>newRendezvousChannel();
    var sum = new long[1];
    var evenProducer = Thread.startVirtualThread(() -> send(even, 0, 2, size));
    var oddProducer = Thread.startVirtualThread(() -> send(odd, 1, 2, size));
    var consumer =
        Thread.startVirtualThread(
            () -> {
              try {
                for (var count = 0; count < size; count++) {
                  sum[0] += Select.select(even.receiveClause(), odd.receiveClause());
                }
              } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
              }
            });
    evenProducer.join();
    oddProducer.join();
    consumer.join();
    return sum[0];
  }

  private static void send(Channel<Integer> channel, int first, int step, int end) {
    try {
      for (var index = first; index < end; index += step) {
        channel.send(index);
      }
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
