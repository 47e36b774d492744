package dev.rondo.benchmarks.jobs;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.select;

import dev.rondo.Channel;
import dev.rondo.Queue;
import dev.rondo.Select;
import dev.rondo.Sender;

/// One task hands items to another.
final class RondoQueues {
  private RondoQueues() {}

  static long queue(int limit, int size) throws Exception {
    return run(
        () -> {
          var queue = new Queue<Integer>(limit);
          var producer =
              createTask(
                  () -> {
                    for (var index = 0; index < size; index++) {
                      queue.put(index);
                    }
                  });
          var sum = 0L;
          for (var count = 0; count < size; count++) {
            sum += queue.get();
          }
          producer.await();
          return sum;
        });
  }

  static long rendezvous(int size) throws Exception {
    return run(
        () -> {
          var channel = Channel.<Integer>rendezvous();
          var sender = channel.sender();
          var receiver = channel.receiver();
          var producer = createTask(() -> send(sender, 0, 1, size));
          var sum = 0L;
          for (var count = 0; count < size; count++) {
            sum += receiver.receive();
          }
          producer.await();
          return sum;
        });
  }

  static long selectTwo(int size) throws Exception {
    return run(
        () -> {
          var even = Channel.<Integer>rendezvous();
          var odd = Channel.<Integer>rendezvous();
          var evenReceiver = even.receiver();
          var oddReceiver = odd.receiver();
          var evenSender = even.sender();
          var oddSender = odd.sender();
          var evenProducer = createTask(() -> send(evenSender, 0, 2, size));

          var oddProducer = createTask(() -> send(oddSender, 1, 2, size));
          var sum = 0L;
          for (var count = 0; count < size; count++) {
            sum +=
                select(
                    Select.receive(evenReceiver, item -> item),
                    Select.receive(oddReceiver, item -> item));
          }
          evenProducer.await();
          oddProducer.await();
          return sum;
        });
  }

  private static void send(Sender<Integer> sender, int first, int step, int end) {
    for (var index = first; index < end; index += step) {
      sender.send(index);
    }
  }
}
