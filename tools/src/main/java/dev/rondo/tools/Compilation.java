package dev.rondo.tools;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/// One run of the compiler, by the rules of `java FILE.java`: the program is the first class of the
/// file, and classes of other files beside it are compiled when it uses them.
final class Compilation implements TaskListener {
  private final ProgramFile file;
  private final SourceTree tree;
  private final List<String> declared = new ArrayList<>();
  private String packageName = "";
  private boolean isInItsFolder = true;

  private Compilation(ProgramFile file) {
    this.file = file;
    this.tree = new SourceTree(file);
  }

  /// Compiles a program; messages of the compiler go to standard error.
  ///
  /// @param libraries the modules that it may use besides those of the JDK
  static Program compile(ProgramFile file, List<Path> libraries) throws CommandFailure {
    var compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw CommandFailure.ofUsage(
          "this Java has no compiler; expected a JDK, but "
              + System.getProperty("java.home")
              + " is only a runtime");
    }
    try {
      return new Compilation(file).compile(compiler, libraries);
    } catch (IOException impossible) {
      throw new AssertionError(impossible); // a list of folders is set, no file is touched
    }
  }

  private Program compile(JavaCompiler compiler, List<Path> libraries)
      throws CommandFailure, IOException {
    var standard = compiler.getStandardFileManager(null, null, null);
    standard.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of());
    standard.setLocationFromPaths(StandardLocation.MODULE_PATH, libraries);
    var files = new CompilerFiles(standard, tree);
    var options = List.of("-proc:none", "-g", "--add-modules", "ALL-MODULE-PATH");
    var task = compiler.getTask(null, files, null, options, null, List.of(tree.program()));
    ((JavacTask) task).addTaskListener(this);
    var compiled = task.call();
    if (!isInItsFolder) {
      throw CommandFailure.ofUsage(
          file.given()
              + " declares the package "
              + packageName
              + "; expected it in a folder "
              + packageName.replace('.', '/'));
    }
    if (!compiled) {
      throw CommandFailure.ofCompilation(file.given() + " does not compile");
    }
    return new Program(candidates(), files.classes(), tree.seen());
  }

  @Override
  public void finished(TaskEvent event) {
    // Not ==: the compiler wraps file objects.
    if (event.getKind() == TaskEvent.Kind.PARSE
        && event.getSourceFile().toUri().equals(tree.program().toUri())) {
      parsed(event.getCompilationUnit());
    }
  }

  private void parsed(CompilationUnitTree unit) {
    var declaredPackage = unit.getPackage();
    packageName = declaredPackage == null ? "" : declaredPackage.getPackageName().toString();
    isInItsFolder = tree.setPackage(packageName);
    for (var type : unit.getTypeDecls()) {
      if (type instanceof ClassTree declaration) {
        declared.add(qualified(declaration.getSimpleName().toString()));
      }
    }
  }

  private String qualified(String simpleName) {
    return packageName.isEmpty() ? simpleName : packageName + "." + simpleName;
  }

  /// The first class of the file, then the one that has the file's name.
  private List<String> candidates() {
    var candidates = new ArrayList<String>();
    if (!declared.isEmpty()) {
      candidates.add(declared.getFirst());
    }
    var named = qualified(file.name().substring(0, file.name().length() - ".java".length()));
    if (declared.indexOf(named) > 0) {
      candidates.add(named);
    }
    return candidates;
  }
}
