package dev.rondo;

import static dev.rondo.Async.runningLoop;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// Null where the API takes none: an exception that names the parameter, and nothing has happened.
@Timeout(60)
class NullArgumentsTest {
  /// Null, as code that is not checked for it may pass it.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }

  /* ---- every parameter ---- */

  /// Something of each type: what the methods are called on, and what is passed besides the null.
  private static final class Samples {
    private final Map<Class<?>, Object> samples = new HashMap<>();

    Samples(TaskGroup group) {
      var loop = runningLoop();
      var context = new Context();
      var variable = ContextVariable.create("variable");
      var channel = Channel.<String>bounded(1);
      put(loop, new Runner(), Async.currentTask(), loop.createPromise(), context, variable);
      put(new Lock(), new Event(), new Condition(), new Semaphore(1), new BoundedSemaphore(1));
      put(new Barrier(2), new CapacityLimiter(1), new RateLimiter(1, Duration.ofSeconds(1)));
      put(new Queue<String>(), new LifoQueue<String>(), PriorityQueue.<String>create());
      put(channel, channel.sender(), channel.receiver(), new Broadcast<String>(1));
      put(GroupOptions.failFast(), TaskOptions.DEFAULT, Retry.exponential(1, Duration.ZERO));
      put(Generator.<String>of(_ -> {}), variable.set("value"), group);
      put("text", new Object(), Duration.ofSeconds(1), new IllegalStateException());
      put(Optional.empty(), new CancelledError(), new CompletableFuture<String>());
      put(LoopOptions.DEFAULT, OptionalLong.empty());
      put(new ErrorContext("text", Optional.empty(), Optional.empty()));
      samples.put(LoopClock.class, new SystemClock());
      samples.put(List.class, List.of());
      samples.put(Set.class, Set.of());
      samples.put(java.util.Collection.class, List.of());
      samples.put(Deferred.class, of(Promise.class));
      samples.put(Throwable.class, of(IllegalStateException.class));
      samples.put(int.class, 1);
      samples.put(long.class, 1L);
      samples.put(double.class, 1.0);
      samples.put(boolean.class, false);
    }

    private void put(Object... all) {
      for (var sample : all) {
        samples.put(sample.getClass(), sample);
      }
    }

    Object of(Class<?> type) {
      var sample = samples.get(type);
      if (sample != null) {
        return sample;
      }
      if (type.isArray()) {
        return Array.newInstance(type.getComponentType(), 0);
      }
      if (type.isEnum()) {
        return type.getEnumConstants()[0];
      }
      if (type.isInterface() && !type.isSealed()) {
        return Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              throw new AssertionError(method + " was called");
            });
      }
      throw new AssertionError("no sample of " + type);
    }

    Object[] argumentsWithNull(PublicApi.Parameter parameter) {
      var types = parameter.executable().getParameterTypes();
      var arguments = Arrays.stream(types).map(this::of).toArray();
      arguments[parameter.index()] = none();
      return arguments;
    }
  }

  private static void passNull(PublicApi.Parameter parameter, Samples samples) throws Throwable {
    var arguments = samples.argumentsWithNull(parameter);
    try {
      switch (parameter.executable()) {
        case Constructor<?> constructor -> constructor.newInstance(arguments);
        case Method method ->
            method.invoke(
                Modifier.isStatic(method.getModifiers())
                    ? null
                    : samples.of(method.getDeclaringClass()),
                arguments);
      }
    } catch (InvocationTargetException thrown) {
      throw java.util.Objects.requireNonNull(thrown.getCause());
    }
  }

  private static void check(PublicApi.Parameter parameter, Samples samples) {
    var error =
        assertThrows(
            NullPointerException.class, () -> passNull(parameter, samples), parameter::toString);
    assertEquals(
        parameter.name() + " is null; pass a value", error.getMessage(), parameter::toString);
  }

  @Test
  void everyParameterThatTakesNoNullIsNamedAndNothingHappens() throws Exception {
    VirtualTime.run(
        () -> {
          var reports = new ArrayList<String>();
          runningLoop().setExceptionHandler((_, context) -> reports.add(context.message()));
          var parameters = PublicApi.nonNullParameters();
          assertTrue(parameters.size() > 150, () -> parameters.size() + " parameters");
          Async.taskGroup(
              group -> {
                var samples = new Samples(group);
                assertAll(parameters.stream().map(parameter -> () -> check(parameter, samples)));
                Async.yieldNow();
                assertEquals(1, Async.allTasks().size());
                assertFalse(group.closing().isSet());
                assertEquals("Lock[unlocked]", samples.of(Lock.class).toString());
                assertEquals(
                    "Semaphore[1 free, 0 waiting]", samples.of(Semaphore.class).toString());
              });
          assertEquals(List.of(), reports);
        });
  }

  /* ---- what is in collections ---- */

  private static void assertNamed(String name, Executable call) {
    var error = assertThrows(NullPointerException.class, call);
    assertEquals(name + " is null; pass a value", error.getMessage());
  }

  @Test
  void nullsInCollectionsAreNamedAndNothingIsStarted() throws Exception {
    VirtualTime.run(
        () -> {
          var nulls = Collections.singletonList(NullArgumentsTest.<Awaitable<String>>none());
          var nullTasks = Collections.singletonList(NullArgumentsTest.<Task<String>>none());
          Awaitable<String> nullAwaitable = none();
          assertNamed("an awaitable", () -> Async.gather(() -> "x", nullAwaitable));
          assertNamed("an awaitable", () -> Async.gather(nulls));
          assertNamed("an awaitable", () -> Async.gatherOutcomes(() -> "x", nullAwaitable));
          assertNamed("an awaitable", () -> Async.asCompleted(nulls));
          assertNamed("an awaitable", () -> Async.race(() -> "x", nullAwaitable));
          assertNamed("action", () -> Async.gather(() -> {}, NullArgumentsTest.<Action>none()));
          assertNamed("a deferred", () -> Async.waitUntil(ReturnWhen.ALL_COMPLETED, nullTasks));
          assertNamed(
              "a clause", () -> Async.select(Select.after(Duration.ZERO, _ -> "x"), none()));
          assertEquals(1, Async.allTasks().size());
        });
  }

  /* ---- where null is a value ---- */

  @Test
  void nullResultsAreResults() throws Exception {
    VirtualTime.run(
        () -> {
          var expected = new ArrayList<Object>();
          expected.add(null);
          expected.add(null);
          assertEquals(expected, Async.<Object>gather(() -> null, () -> null));
          Promise<Object> promise = runningLoop().createPromise();
          promise.setResult(none());
          assertNull(promise.await());
          assertEquals(Optional.empty(), promise.exception());
          assertNull(Async.shield(() -> null));
          assertNull(Async.toThread((Callable<Object>) () -> none()));
          assertNull(Async.await(CompletableFuture.completedFuture(null)));
          assertEquals(
              List.of(new Outcome.Success<Object>(none())), Async.gatherOutcomes(() -> none()));
        });
  }
}
