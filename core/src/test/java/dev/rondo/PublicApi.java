package dev.rondo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What users can call: the public constructors and methods of public types, as compiled.
final class PublicApi {
  private PublicApi() {}

  /// A parameter that takes no null.
  record Parameter(Executable executable, int index, String name) {
    @Override
    public String toString() {
      var types = Arrays.stream(executable.getParameterTypes()).map(Class::getSimpleName).toList();
      return executable.getDeclaringClass().getSimpleName()
          + (executable instanceof Method method ? "." + method.getName() : "")
          + types
          + " "
          + name;
    }
  }

  static List<Parameter> nonNullParameters() throws Exception {
    var all = new ArrayList<Parameter>();
    for (var type : types()) {
      for (var executable : executables(type)) {
        var names = parameterNames(executable);
        var types = executable.getAnnotatedParameterTypes();
        for (var i = 0; i < types.length; i++) {
          if (!executable.getParameterTypes()[i].isPrimitive() && !isNullable(types[i])) {
            all.add(new Parameter(executable, i, names.get(i)));
          }
        }
      }
    }
    return all;
  }

  private static List<Class<?>> types() throws Exception {
    var root = Path.of(Async.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (var files = Files.list(root.resolve("dev", "rondo"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class"))
          .sorted()
          .<Class<?>>map(name -> load("dev.rondo." + name.substring(0, name.length() - 6)))
          .filter(PublicApi::isPublic)
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Async.class.getClassLoader());
    } catch (ClassNotFoundException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
  }

  private static List<Executable> executables(Class<?> type) {
    return Stream.<Executable>concat(
            Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()))
        .filter(executable -> Modifier.isPublic(executable.getModifiers()))
        .filter(executable -> !Modifier.isAbstract(executable.getModifiers()))
        .filter(executable -> !executable.isSynthetic())
        .filter(executable -> executable.getParameterCount() > 0)
        .filter(executable -> !executable.getName().equals("equals"))
        .filter(executable -> !(type.isEnum() && executable.getName().equals("valueOf")))
        .toList();
  }

  /// Whether null is allowed: the type says so, or it is a variable that null may stand for.
  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class)
        || (type.getType() instanceof TypeVariable<?> variable
            && variable.getAnnotatedBounds()[0].isAnnotationPresent(Nullable.class));
  }

  /// The names of the parameters in the source, which are kept for debuggers.
  private static List<String> parameterNames(Executable executable) {
    var owner = executable.getDeclaringClass();
    var result = executable instanceof Method method ? method.getReturnType() : void.class;
    var descriptor = MethodType.methodType(result, executable.getParameterTypes());
    var name = executable instanceof Constructor<?> ? "<init>" : executable.getName();
    var table =
        ClassFile.of().parse(bytes(owner)).methods().stream()
            .filter(method -> method.methodName().equalsString(name))
            .filter(method -> method.methodType().equalsString(descriptor.descriptorString()))
            .flatMap(method -> method.findAttribute(Attributes.code()).stream())
            .flatMap(code -> code.findAttribute(Attributes.localVariableTable()).stream())
            .findFirst()
            .orElseThrow(() -> new AssertionError("compiled without debug information: " + owner))
            .localVariables();
    var names = new ArrayList<String>();
    var slot = Modifier.isStatic(executable.getModifiers()) ? 0 : 1;
    for (var type : executable.getParameterTypes()) {
      var place = slot;
      names.add(
          table.stream()
              .filter(variable -> variable.slot() == place && variable.startPc() == 0)
              .findFirst()
              .orElseThrow(() -> new AssertionError("no name in " + executable))
              .name()
              .stringValue());
      slot += type == long.class || type == double.class ? 2 : 1;
    }
    return names;
  }

  private static byte[] bytes(Class<?> type) {
    var file = type.getName().replaceFirst(".*\\.", "") + ".class";
    try (var stream = type.getResourceAsStream(file)) {
      if (stream == null) {
        throw new AssertionError("no " + file);
      }
      return stream.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
