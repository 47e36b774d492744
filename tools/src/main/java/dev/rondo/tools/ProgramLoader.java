package dev.rondo.tools;

import java.util.Map;

/// Loads the classes of a program. They come first, so that a program may have a class of any name.
final class ProgramLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> classes;

  ProgramLoader(Map<String, byte[]> classes) {
    super(ProgramLoader.class.getClassLoader());
    this.classes = classes;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    var content = classes.get(name);
    if (content == null) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      var loaded = findLoadedClass(name);
      return loaded != null ? loaded : defineClass(name, content, 0, content.length);
    }
  }
}
