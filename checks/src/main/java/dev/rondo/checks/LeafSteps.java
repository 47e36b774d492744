package dev.rondo.checks;

import dev.rondo.Async;
import dev.rondo.CancelledError;
import dev.rondo.InvalidStateException;
import dev.rondo.QueueEmptyException;
import dev.rondo.QueueFullException;
import org.jspecify.annotations.Nullable;

/// The steps that contain no others.
final class LeafSteps {
  private final Trace trace;
  private final Tasks tasks;
  private final Shared shared;

  LeafSteps(Trace trace, Tasks tasks, Shared shared) {
    this.trace = trace;
    this.tasks = tasks;
    this.shared = shared;
  }

  @Nullable Object run(String who, Op op) throws Exception {
    return switch (op.kind()) {
      case "note" -> null;
      case "sleep0" -> nothing(Async::yieldNow);
      case "sleep" -> nothing(() -> Async.sleep(op.delay(0)));
      case "put" -> nothing(() -> shared.queue(op).put(op.number(1)));
      case "get" -> shared.queue(op).get();
      case "put_nw" -> putNowait(op);
      case "get_nw" -> getNowait(op);
      case "ev_wait" -> {
        shared.event(op).await();
        yield true;
      }
      case "ev_set" -> nothing(() -> shared.event(op).set());
      case "ev_clear" -> nothing(() -> shared.event(op).clear());
      case "fut_wait" -> shared.promise(op).await();
      case "fut_set" -> unlessDone(() -> shared.promise(op).setResult(op.number(1)));
      case "fut_exc" -> unlessDone(() -> shared.promise(op).setException(new ValueError("fut")));
      case "fut_cancel" -> shared.promise(op).cancel();
      case "raise" -> throw error(op.text(0));
      case "call_soon" -> callSoon(op);
      case "call_later" -> callLater(op);
      case "await" -> {
        var task = tasks.find(op.text(0));
        yield task == null ? "none" : task.await();
      }
      case "cancel" -> {
        var task = tasks.find(op.text(0));
        yield task == null ? "none" : task.cancel("by-" + who);
      }
      case "uncancel" -> Async.currentTask().uncancel();
      case "cancel_self" -> Async.currentTask().cancel("self");
      case "cond_notify" -> {
        try (var _ = shared.condition().hold()) {
          shared.condition().signal(op.number(0));
        }
        yield null;
      }
      case "cond_wait" -> {
        try (var _ = shared.condition().hold()) {
          trace.log(who, "has lock");
          shared.condition().await();
          trace.log(who, "woken", shared.condition().lock().locked());
        }
        yield true;
      }
      default -> throw new IllegalArgumentException("unknown step: " + op);
    };
  }

  private static @Nullable Object nothing(Runnable action) {
    action.run();
    return null;
  }

  private @Nullable Object putNowait(Op op) {
    try {
      shared.queue(op).putNowait(op.number(1));
      return null;
    } catch (QueueFullException full) {
      return "full";
    }
  }

  private Object getNowait(Op op) {
    try {
      return shared.queue(op).getNowait();
    } catch (QueueEmptyException empty) {
      return "empty";
    }
  }

  private static @Nullable Object unlessDone(Runnable action) {
    try {
      action.run();
      return null;
    } catch (InvalidStateException done) {
      return "invalid";
    }
  }

  private static Exception error(String name) {
    return switch (name) {
      case "ValueError" -> new ValueError("raised");
      case "KeyError" -> new KeyError("raised");
      case "CancelledError" -> throw new CancelledError("raised");
      default -> throw new IllegalArgumentException("cannot raise " + name);
    };
  }

  private @Nullable Object callSoon(Op op) {
    return nothing(() -> Async.runningLoop().callSoon(() -> act("cb", op.text(0), op.number(1))));
  }

  private @Nullable Object callLater(Op op) {
    Runnable action = () -> act("tm", op.text(1), op.number(2));
    return nothing(() -> Async.runningLoop().callLater(op.delay(0), action));
  }

  /// What a callback does.
  private void act(String who, String kind, int index) {
    trace.log(who, "act", kind, index);
    switch (kind) {
      case "ev_set" -> shared.events().get(index).set();
      case "ev_clear" -> shared.events().get(index).clear();
      case "fut_set" -> {
        var promise = shared.promises().get(index);
        if (!promise.done()) {
          promise.setResult(7);
        }
      }
      default -> {}
    }
  }
}
