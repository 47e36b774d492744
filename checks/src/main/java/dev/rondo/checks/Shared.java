package dev.rondo.checks;

import dev.rondo.Condition;
import dev.rondo.Event;
import dev.rondo.Lock;
import dev.rondo.Loop;
import dev.rondo.Promise;
import dev.rondo.Queue;
import dev.rondo.Semaphore;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the tasks of a running program share.
record Shared(
    List<Lock> locks,
    List<Semaphore> semaphores,
    List<Queue<Integer>> queues,
    List<Event> events,
    List<Promise<@Nullable Object>> promises,
    Condition condition) {

  static Shared of(Loop loop, Program.Resources resources) {
    return new Shared(
        Stream.generate(Lock::new).limit(resources.locks()).toList(),
        resources.semaphores().stream().map(Semaphore::new).toList(),
        resources.queues().stream().map(limit -> new Queue<Integer>(limit)).toList(),
        Stream.generate(Event::new).limit(resources.events()).toList(),
        IntStream.range(0, resources.promises())
            .mapToObj(_ -> loop.<@Nullable Object>createPromise())
            .toList(),
        new Condition());
  }

  // Which of them a step means, its first argument says.

  Lock lock(Op op) {
    return locks.get(op.number(0));
  }

  Semaphore semaphore(Op op) {
    return semaphores.get(op.number(0));
  }

  Queue<Integer> queue(Op op) {
    return queues.get(op.number(0));
  }

  Event event(Op op) {
    return events.get(op.number(0));
  }

  Promise<@Nullable Object> promise(Op op) {
    return promises.get(op.number(0));
  }

  String state() {
    return "locks="
        + PythonText.str(locks.stream().map(Lock::locked).toList())
        + " cond="
        + PythonText.str(condition.lock().locked())
        + " sems="
        + PythonText.str(semaphores.stream().map(each -> each.statistics().permits()).toList())
        + " queues="
        + PythonText.str(queues.stream().map(Queue::size).toList());
  }
}
