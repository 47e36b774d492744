package dev.rondo.testing;

import dev.rondo.Loop;
import dev.rondo.StepOrder;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// What [RondoTest] brings to JUnit.
public final class RondoExtension implements InvocationInterceptor, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RondoExtension.class);

  /// Made by JUnit.
  public RondoExtension() {}

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context)
      throws Throwable {
    var test = test(context);
    var limit = new Limit(Duration.ofSeconds(test.limitSeconds()));
    var schedules = schedules(test);
    if (schedules.isEmpty()) {
      var run = run(context);
      limit.run(context.getDisplayName(), () -> limit.begin(run).run(() -> proceed(invocation)));
      return;
    }
    invocation.skip();
    var method = invocationContext.getExecutable();
    limit.run(
        context.getDisplayName(),
        () ->
            schedules
                .get()
                .explore(
                    (course, watch) -> {
                      var run = newRun(test, Optional.of(course));
                      watch.accept(run);
                      context.getStore(NAMESPACE).put(TestRun.class, run);
                      new FreshInstance(context).test(method, limit.begin(run));
                    }));
  }

  private static Optional<Schedules> schedules(RondoTest test) {
    if (!test.replay().isEmpty()) {
      return Optional.of(Schedules.replay(test.replay()));
    }
    if (test.exhaustive()) {
      return Optional.of(Schedules.exhaustive(test.maxSchedules()));
    }
    if (test.schedules() == 0) {
      return Optional.empty();
    }
    var schedules =
        switch (test.order()) {
          case RANDOM -> Schedules.random(test.schedules());
          case PCT -> Schedules.pct(test.schedules(), test.depth());
        };
    return Optional.of(schedules.withSeed(test.seed()));
  }

  private static boolean proceed(Invocation<@Nullable Void> invocation) {
    try {
      invocation.proceed();
      return true;
    } catch (Throwable failure) {
      throw Throwables.asUnchecked(failure);
    }
  }

  private static RondoTest test(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), RondoTest.class).orElseThrow();
  }

  /// The run of a test, made when a parameter or the test itself needs it.
  private static TestRun run(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(
            TestRun.class, _ -> newRun(test(context), Optional.empty()), TestRun.class);
  }

  private static TestRun newRun(RondoTest test, Optional<StepOrder> order) {
    var clock = test.byHand() ? VirtualClock.byHand() : new VirtualClock();
    return new TestRun(clock, Checks.ALL.without(List.of(test.allow())), order);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return List.of(Loop.class, VirtualClock.class, Recorder.class)
        .contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var run = run(context);
    var type = parameter.getParameter().getType();
    return type == Loop.class ? run.loop : type == VirtualClock.class ? run.clock : run.recorder;
  }
}
