package dev.rondo.checks;

import dev.rondo.Async;
import dev.rondo.CancelledError;
import dev.rondo.Generator;
import dev.rondo.Held;
import dev.rondo.Outcome;
import dev.rondo.ReturnWhen;
import dev.rondo.Task;
import dev.rondo.Timeout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The steps that contain others.
final class NestedSteps {
  static final Set<String> KINDS =
      Set.of(
          "lock sem spawn gather wait wait_for timeout shield tg try finally call agen".split(" "));

  private final Steps steps;
  private final Trace trace;
  private final Tasks tasks;
  private final Shared shared;

  NestedSteps(Steps steps, Trace trace, Tasks tasks, Shared shared) {
    this.steps = steps;
    this.trace = trace;
    this.tasks = tasks;
    this.shared = shared;
  }

  @Nullable Object run(String who, Op op) throws Exception {
    return switch (op.kind()) {
      case "lock" -> holding(shared.lock(op).hold(), who, op.body(1));
      case "sem" -> holding(shared.semaphore(op).hold(), who, op.body(1));
      case "spawn" -> {
        tasks.spawn(op.text(0), () -> steps.body(op.text(0), op.body(1)));
        yield null;
      }
      case "call" -> steps.body(who, op.body(0));
      case "gather" -> op.flag(1) ? gatherOutcomes(op) : gather(op);
      case "wait" -> waitUntil(op);
      case "wait_for" -> {
        var task = start(op.body(1));
        yield op.has(0) ? Async.waitFor(task, op.delay(0)) : task.await();
      }
      case "timeout" -> timeout(who, op);
      case "shield" -> Async.shield(start(op.body(0)));
      case "tg" -> taskGroup(who, op);
      case "try" -> tryCatch(who, op);
      case "finally" -> {
        try {
          yield steps.body(who, op.body(0));
        } finally {
          trace.log(who, "finally");
          steps.body(who, op.body(1));
        }
      }
      case "agen" -> generator(who, op);
      default -> throw new IllegalArgumentException("unknown step: " + op);
    };
  }

  private @Nullable Object holding(Held held, String who, List<Op> ops) throws Exception {
    try (held) {
      trace.log(who, "acquired");
      return steps.body(who, ops);
    }
  }

  private Task<@Nullable Object> start(List<Op> ops) {
    var name = tasks.nextName();
    return tasks.start(name, () -> steps.body(name, ops));
  }

  private List<Task<@Nullable Object>> startAll(List<List<Op>> bodies) {
    var started = new ArrayList<Task<@Nullable Object>>();
    for (var ops : bodies) {
      started.add(start(ops));
    }
    return started;
  }

  private Object gather(Op op) throws Exception {
    return Async.<@Nullable Object>gather(startAll(op.bodies(0)));
  }

  private Object gatherOutcomes(Op op) {
    var results = new ArrayList<@Nullable Object>();
    for (var outcome : Async.<@Nullable Object>gatherOutcomes(startAll(op.bodies(0)))) {
      results.add(
          switch (outcome) {
            case Outcome.Success(var value) -> value;
            case Outcome.Failure(var exception) -> ErrorText.of(exception);
            case Outcome.Cancelled(var error) -> ErrorText.of(error);
          });
    }
    return results;
  }

  private Object waitUntil(Op op) {
    var children = startAll(op.bodies(0));
    var condition = ReturnWhen.valueOf(op.text(1));
    var ends =
        op.has(2)
            ? Async.waitUntil(condition, children, op.delay(2))
            : Async.waitUntil(condition, children);
    return new PythonText.Tuple(List.of(names(ends.done()), names(ends.pending())));
  }

  private static List<String> names(Collection<?> tasks) {
    return tasks.stream().map(task -> ((Task<?>) task).name()).sorted().toList();
  }

  private @Nullable Object timeout(String who, Op op) throws Exception {
    var body = op.body(1);
    return op.has(0)
        ? Async.<@Nullable Object>timeout(op.delay(0), _ -> steps.body(who, body))
        : Async.<@Nullable Object>timeoutAt(Timeout.NEVER, _ -> steps.body(who, body));
  }

  private @Nullable Object taskGroup(String who, Op op) throws Exception {
    return Async.<@Nullable Object>taskGroup(
        group -> {
          for (var ops : op.bodies(0)) {
            var name = tasks.nextName();
            try {
              tasks.add(group.<@Nullable Object>createTask(name, () -> steps.body(name, ops)));
            } catch (IllegalStateException refused) {
              trace.log(who, "tg refused");
              break;
            }
          }
          return steps.body(who, op.body(1));
        });
  }

  private @Nullable Object tryCatch(String who, Op op) throws Exception {
    try {
      return steps.body(who, op.body(0));
    } catch (Throwable error) {
      if (!isCaught(error, op.text(1))) {
        throw error;
      }
      trace.log(who, "caught", ErrorText.of(error));
      steps.body(who, op.body(3));
      if (op.flag(2)) {
        throw error;
      }
      return "handled";
    }
  }

  private static boolean isCaught(Throwable error, String by) {
    return switch (by) {
      case "Exception" -> error instanceof Exception;
      case "CancelledError" -> error instanceof CancelledError;
      case "BaseException" -> !(error instanceof TooLongError);
      default -> throw new IllegalArgumentException("cannot catch " + by);
    };
  }

  private Object generator(String who, Op op) throws Exception {
    var count = 0;
    try (var generator = Generator.<Integer>of(yielder -> yieldAll(who, op, yielder::yield))) {
      for (var value : generator) {
        count++;
        if (op.has(1) && value >= op.number(1)) {
          break;
        }
      }
    }
    return count;
  }

  private void yieldAll(String who, Op op, java.util.function.IntConsumer yielder)
      throws Exception {
    try {
      for (var i = 0; i < op.number(0); i++) {
        steps.body(who, op.body(2));
        yielder.accept(i);
      }
    } finally {
      trace.log(who, "agen finally");
    }
  }
}
