package dev.rondo;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A set of values of context variables, as [ContextVariable]s see it.
///
/// A task gets a copy of its creator's context when it is created; a callback gets one when it is
/// registered. What they change, the creator does not see. Copying is cheap, whatever the number of
/// variables.
///
/// @threads a context may be entered by one thread at a time
/// @asyncio `contextvars.Context`
public final class Context {
  /*
   * The variables are an immutable map that is replaced on every change, so a copy shares it. Tasks and
   * handles keep no Context at all as long as there is no variable to keep.
   */

  private static final ThreadLocal<Context> OUTSIDE = ThreadLocal.withInitial(Context::new);

  private Map<ContextVariable<?>, Object> values;
  private boolean entered;

  /// Creates an empty context.
  public Context() {
    this(Map.of());
  }

  private Context(Map<ContextVariable<?>, Object> values) {
    this.values = values;
  }

  /// {@return a copy of the caller's context}
  ///
  /// @threads any
  /// @asyncio `contextvars.copy_context`
  public static Context copyCurrent() {
    var current = currentOrNull();
    return new Context(current == null ? Map.of() : current.values);
  }

  /// Calls `body` in this context: what it sets stays in this context.
  ///
  /// @param body what to call
  /// @param <T> the type of its result
  /// @return what `body` returns
  /// @throws Exception what `body` throws
  /// @throws IllegalStateException if this context is entered already
  /// @suspends if `body` does
  /// @threads any
  /// @asyncio `Context.run`
  public <T extends @Nullable Object> T run(Callable<T> body) throws Exception {
    Arguments.notNull(body, "body");
    if (entered) {
      throw new IllegalStateException("this context is entered already; enter a copy of it");
    }
    entered = true;
    try (var _ = Place.here().put(this)) {
      return body.call();
    } finally {
      entered = false;
    }
  }

  /// Where the running code keeps its context: its task, the loop for a callback, else the thread.
  private interface Place {
    @Nullable Context get();

    void set(@Nullable Context context);

    /// Puts a context there until the result is closed.
    default Restore put(Context context) {
      var before = get();
      set(context);
      return () -> set(before);
    }

    static Place here() {
      var task = Task.current();
      if (task != null) {
        return new OfTask(task);
      }
      var loop = Loop.ofThisThread();
      return loop != null ? new OfLoop(loop) : new OfThread();
    }
  }

  private interface Restore extends AutoCloseable {
    @Override
    void close();
  }

  private record OfTask(Task<?> task) implements Place {
    @Override
    public @Nullable Context get() {
      return task.context;
    }

    @Override
    public void set(@Nullable Context context) {
      task.context = context;
    }

    @Override
    public Restore put(Context context) {
      task.blocks++; // a generator that yielded in here would leave the context to who asks
      var restore = Place.super.put(context);
      return () -> {
        restore.close();
        task.blocks--;
      };
    }
  }

  private record OfLoop(Loop loop) implements Place {
    @Override
    public @Nullable Context get() {
      return loop.callbackContext;
    }

    @Override
    public void set(@Nullable Context context) {
      loop.callbackContext = context;
    }
  }

  private record OfThread() implements Place {
    @Override
    public Context get() {
      return OUTSIDE.get();
    }

    @Override
    public void set(@Nullable Context context) {
      if (context == null) {
        OUTSIDE.remove();
      } else {
        OUTSIDE.set(context);
      }
    }
  }

  /// The context of the running code; null if it has none yet.
  static @Nullable Context currentOrNull() {
    var task = Task.current();
    if (task != null) {
      return task.context;
    }
    var loop = Loop.ofThisThread();
    return loop != null ? loop.callbackContext : OUTSIDE.get();
  }

  /// The context of the running code, made if there is none.
  static Context current() {
    var place = Place.here();
    var context = place.get();
    if (context == null) {
      context = new Context();
      place.set(context);
    }
    return context;
  }

  /// A copy for a new task or callback; null while there is nothing to copy.
  static @Nullable Context forNewHandle() {
    var current = currentOrNull();
    return current == null || current.values.isEmpty() ? null : new Context(current.values);
  }

  @Nullable Object lookUp(ContextVariable<?> variable) {
    return values.get(variable);
  }

  void put(ContextVariable<?> variable, @Nullable Object value) {
    var changed = new HashMap<>(values);
    if (value == null) {
      changed.remove(variable);
    } else {
      changed.put(variable, value);
    }
    values = Map.copyOf(changed);
  }
}
