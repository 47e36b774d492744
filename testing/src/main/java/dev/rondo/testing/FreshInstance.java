package dev.rondo.testing;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/// A new instance of a test class, for one more run of one of its tests; with those of the classes
/// around it if it is nested. A class that has one instance for all tests has it here too.
final class FreshInstance {
  private final ExtensionContext context;

  /// The instances, outermost first.
  private final List<Object> instances = new ArrayList<>();

  FreshInstance(ExtensionContext context) {
    this.context = context;
    var present = context.getRequiredTestInstances().getAllInstances();
    if (context
        .getTestInstanceLifecycle()
        .equals(java.util.Optional.of(TestInstance.Lifecycle.PER_CLASS))) {
      instances.addAll(present);
      return;
    }
    Object outer = null;
    for (var each : present) {
      outer = construct(each.getClass(), outer);
      instances.add(outer);
    }
  }

  private Object construct(Class<?> type, @Nullable Object outer) {
    return context.getExecutableInvoker().invoke(type.getDeclaredConstructors()[0], outer);
  }

  /// Runs a test as JUnit does, in a run of ours.
  void test(Method method, TestRun run) throws Exception {
    Throwable failure = null;
    try {
      for (var instance : instances) {
        call(instance, BeforeEach.class, HierarchyTraversalMode.TOP_DOWN);
      }
      run.run(() -> call(instances.getLast(), method));
    } catch (Throwable thrown) {
      failure = thrown;
    }
    for (var instance : instances.reversed()) {
      try {
        call(instance, AfterEach.class, HierarchyTraversalMode.BOTTOM_UP);
      } catch (Throwable thrown) {
        if (failure == null) {
          failure = thrown;
        } else {
          failure.addSuppressed(thrown);
        }
      }
    }
    run.close();
    if (failure != null) {
      throw Throwables.asUnchecked(failure);
    }
  }

  private void call(
      Object instance, Class<? extends Annotation> annotation, HierarchyTraversalMode order) {
    for (var method :
        AnnotationSupport.findAnnotatedMethods(instance.getClass(), annotation, order)) {
      call(instance, method);
    }
  }

  private boolean call(Object instance, Method method) {
    context.getExecutableInvoker().invoke(method, instance);
    return true;
  }
}
