package dev.rondo.tools;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/// Gives the compiler the sources of a [SourceTree] and keeps the classes in memory.
final class CompilerFiles extends ForwardingJavaFileManager<StandardJavaFileManager> {
  private final SourceTree tree;
  private final List<ClassFile> classes = new ArrayList<>();

  CompilerFiles(StandardJavaFileManager standard, SourceTree tree) {
    super(standard);
    this.tree = tree;
  }

  Map<String, byte[]> classes() {
    var all = new HashMap<String, byte[]>();
    for (var file : classes) {
      all.put(file.className, file.content.toByteArray());
    }
    return all;
  }

  @Override
  public boolean hasLocation(Location location) {
    return location == StandardLocation.SOURCE_PATH || super.hasLocation(location);
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    if (location != StandardLocation.SOURCE_PATH) {
      return super.list(location, packageName, kinds, recurse);
    }
    if (!kinds.contains(JavaFileObject.Kind.SOURCE)) {
      return List.of();
    }
    return List.copyOf(tree.filesOf(packageName));
  }

  @Override
  public @Nullable JavaFileObject getJavaFileForInput(
      Location location, String className, JavaFileObject.Kind kind) throws IOException {
    if (location != StandardLocation.SOURCE_PATH) {
      return super.getJavaFileForInput(location, className, kind);
    }
    var end = className.lastIndexOf('.');
    for (var file : tree.filesOf(end < 0 ? "" : className.substring(0, end))) {
      if (kind == file.getKind() && className.equals(tree.className(file))) {
        return file;
      }
    }
    return null;
  }

  @Override
  public String inferBinaryName(Location location, JavaFileObject file) {
    return file instanceof SourceFile source
        ? tree.className(source)
        : super.inferBinaryName(location, file);
  }

  @Override
  public boolean isSameFile(FileObject one, FileObject other) {
    if (one instanceof SourceFile || other instanceof SourceFile) {
      return one == other;
    }
    return super.isSameFile(one, other);
  }

  @Override
  public JavaFileObject getJavaFileForOutput(
      Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
    var file = new ClassFile(className, kind);
    classes.add(file);
    return file;
  }

  private static final class ClassFile extends SimpleJavaFileObject {
    final String className;
    final ByteArrayOutputStream content = new ByteArrayOutputStream();

    ClassFile(String className, Kind kind) {
      super(URI.create("memory:///" + className.replace('.', '/') + kind.extension), kind);
      this.className = className;
    }

    @Override
    public OutputStream openOutputStream() {
      return content;
    }
  }
}
