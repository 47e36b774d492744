package dev.rondo.tools;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The main method of a program, found by the rules of the Java language (chapter 12.1.4): static
/// or not, with the arguments or without, not private.
///
/// @param method the method
/// @param constructor makes the object to call it on, null if it is static
record MainMethod(Method method, @Nullable Constructor<?> constructor) {

  static MainMethod find(Program program, ProgramFile file)
      throws CommandFailure, ClassNotFoundException {
    var loader = new ProgramLoader(program.classes());
    for (var candidate : program.candidates()) {
      var type = Class.forName(candidate, false, loader);
      var method = mainOf(type);
      if (method != null) {
        return of(method, type, file);
      }
    }
    throw CommandFailure.ofUsage(
        file.given() + " has no main method; expected one, for example `void main() { ... }`");
  }

  private static MainMethod of(Method method, Class<?> type, ProgramFile file)
      throws CommandFailure {
    method.setAccessible(true);
    if (Modifier.isStatic(method.getModifiers())) {
      return new MainMethod(method, null);
    }
    if (!Modifier.isAbstract(type.getModifiers())) {
      for (var constructor : type.getDeclaredConstructors()) {
        if (constructor.getParameterCount() == 0
            && !Modifier.isPrivate(constructor.getModifiers())) {
          constructor.setAccessible(true);
          return new MainMethod(method, constructor);
        }
      }
    }
    throw CommandFailure.ofUsage(
        "the main method in "
            + file.given()
            + " is not static, and "
            + type.getName()
            + " cannot be created; expected a constructor without parameters that is not private");
  }

  private static @Nullable Method mainOf(Class<?> type) {
    var withArguments = inherited(type, String[].class);
    return withArguments != null ? withArguments : inherited(type);
  }

  /// Looks in the class and its super classes, then for default methods of their interfaces. (Where
  /// `Class.getMethod` finds nothing, it takes a millisecond to word its exception.)
  private static @Nullable Method inherited(Class<?> type, Class<?>... parameters) {
    var hasInterfaces = false;
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      var method = main(at.getDeclaredMethods(), parameters);
      if (method != null) {
        return isValid(method) ? method : null;
      }
      hasInterfaces |= at.getInterfaces().length > 0;
    }
    var method = hasInterfaces ? main(type.getMethods(), parameters) : null;
    return method != null && isValid(method) ? method : null;
  }

  private static @Nullable Method main(Method[] methods, Class<?>[] parameters) {
    for (var method : methods) {
      if (method.getName().equals("main")
          && Arrays.equals(method.getParameterTypes(), parameters)) {
        return method;
      }
    }
    return null;
  }

  private static boolean isValid(Method main) {
    return main.getReturnType() == void.class && !Modifier.isPrivate(main.getModifiers());
  }

  /// Calls it.
  ///
  /// @throws InvocationTargetException if the program throws something
  void invoke(String[] arguments) throws InvocationTargetException {
    try {
      var target = constructor == null ? null : constructor.newInstance();
      if (method.getParameterCount() == 0) {
        method.invoke(target);
      } else {
        method.invoke(target, (Object) arguments);
      }
    } catch (InstantiationException | IllegalAccessException impossible) {
      throw new LinkageError("checked when it was found", impossible);
    }
  }
}
