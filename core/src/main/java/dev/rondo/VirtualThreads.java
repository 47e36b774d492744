package dev.rondo;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import sun.reflect.ReflectionFactory;

/// Builders of virtual threads that run on a scheduler of ours.
///
/// JDK 25 has such builders but does not export them. There are two ways to them, tried in this
/// order:
///
/// 1. plain reflection, if the package `java.lang` is open to this module;
/// 2. `sun.reflect.ReflectionFactory`, which serialization libraries use; it needs no flag, prints
///    no warning, and goes round strong encapsulation. The system property [#FORBID] set to `true`
///    forbids it.
///
/// If neither works, the error names the flag that opens the first way. No other class knows any of
/// this.
final class VirtualThreads {
  static final String FORBID = "dev.rondo.forbidReflectionFactory";
  private static final String BUILDER = "java.lang.ThreadBuilders$VirtualThreadBuilder";

  private VirtualThreads() {}

  /// Which of the ways is open in this JVM.
  enum Way {
    REFLECTION,
    REFLECTION_FACTORY
  }

  private record Access(Way way, Constructor<?> constructor) {}

  private static volatile @Nullable Access access;

  static Thread.Builder.OfVirtual builder(Executor scheduler) {
    try {
      return (Thread.Builder.OfVirtual) access().constructor.newInstance(scheduler);
    } catch (InstantiationException | IllegalAccessException impossible) {
      throw new LinkageError("the JDK's builder of virtual threads changed", impossible);
    } catch (InvocationTargetException failed) {
      throw new UnsupportedOperationException(
          "this JVM cannot set virtual threads aside, which Rondo needs; use a HotSpot JVM",
          failed.getCause());
    }
  }

  /// {@return the way that was found}
  static Way way() {
    return access().way;
  }

  private static Access access() {
    var known = access;
    if (known == null) {
      known = find();
      access = known;
    }
    return known;
  }

  private static Access find() {
    Class<?> builder;
    Constructor<?> constructor;
    try {
      builder = Class.forName(BUILDER);
      constructor = builder.getDeclaredConstructor(Executor.class);
    } catch (ReflectiveOperationException unknown) {
      throw new UnsupportedOperationException(
          "Rondo does not know how to schedule the virtual threads of Java "
              + Runtime.version()
              + "; run it on Java 25",
          unknown);
    }
    try {
      constructor.setAccessible(true);
      return new Access(Way.REFLECTION, constructor);
    } catch (InaccessibleObjectException closed) {
      if (Boolean.getBoolean(FORBID)) {
        throw noWay(
            "the system property " + FORBID + " forbids the way that needs no flag", closed);
      }
    }
    try {
      return new Access(Way.REFLECTION_FACTORY, throughReflectionFactory(builder, constructor));
    } catch (ReflectiveOperationException | LinkageError | RuntimeException failed) {
      throw noWay("the module jdk.unsupported is missing or no longer helps", failed);
    }
  }

  private static Constructor<?> throughReflectionFactory(
      Class<?> builder, Constructor<?> constructor) throws ReflectiveOperationException {
    var serialization =
        ReflectionFactory.getReflectionFactory()
            .newConstructorForSerialization(builder, constructor);
    if (serialization == null) {
      throw new NoSuchMethodException("no constructor for serialization");
    }
    return serialization;
  }

  private static UnsupportedOperationException noWay(String reason, Throwable cause) {
    var module = VirtualThreads.class.getModule();
    return new UnsupportedOperationException(
        "Rondo cannot reach the JDK's builder of virtual threads: "
            + reason
            + ". Start Java with --add-opens java.base/java.lang="
            + (module.isNamed() ? module.getName() : "ALL-UNNAMED"),
        cause);
  }
}
