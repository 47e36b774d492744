package dev.rondo.testing.gallery;

import static dev.rondo.testing.gallery.Turns.plainTurns;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.testing.EveryWait.Scenario;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Whether there is an item is asked, and then one is taken, by plain virtual threads.
final class LookedThenTaken implements Bug {
  private interface Worker {
    void work(BlockingQueue<String> jobs, AtomicInteger done);
  }

  private static void lookThenTake(BlockingQueue<String> jobs, AtomicInteger done) {
    try {
      while (!jobs.isEmpty()) {
        plainTurns(1); // gets ready
        jobs.take();
        done.incrementAndGet();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void takeIfThereIsOne(BlockingQueue<String> jobs, AtomicInteger done) {
    plainTurns(1);
    while (jobs.poll() != null) {
      plainTurns(1);
      done.incrementAndGet();
    }
  }

  private static Scenario workers(Worker worker) {
    var jobs = new LinkedBlockingQueue<>(List.of("one", "two", "three"));
    var done = new AtomicInteger();
    return () -> {
      var first = Thread.ofVirtual().start(() -> worker.work(jobs, done));
      var second =
          Thread.ofVirtual()
              .start(
                  () -> {
                    plainTurns(6); // wakes up late
                    worker.work(jobs, done);
                  });
      first.join();
      second.join();
      assertEquals(3, done.get(), "jobs done");
    };
  }

  @Override
  public String name() {
    return "looked, then taken, plain Java";
  }

  @Override
  public String about() {
    return "`isEmpty` says no to two threads, and one item is there; `take` waits for ever";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.deadlock());
  }

  @Override
  public Scenario broken() {
    return workers(LookedThenTaken::lookThenTake);
  }

  @Override
  public Scenario mended() {
    return workers(LookedThenTaken::takeIfThereIsOne);
  }
}
