package dev.rondo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Many small programs, compiled by one run of the compiler and run one after the other in one JVM:
/// to start both for each program would take a second for each.
///
/// A program is the text of a compact source file. If its first line is `// NAME.java`, that is the
/// name of its file, which shows in stack traces.
final class Batch {
  private static final Pattern NAMED = Pattern.compile("// (\\w+)\\.java");

  private Batch() {}

  /// A source text that is in no file.
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, List<String> lines) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = String.join("\n", lines) + "\n";
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /// Runs programs.
  ///
  /// @param programs their lines, by names that people know
  /// @param folder for what is needed meanwhile
  /// @return the lines that a terminal would have shown, by the same names
  /// @throws AssertionError if one does not compile, or compiles with a warning
  static Map<String, List<String>> run(Map<String, List<String>> programs, Path folder)
      throws IOException, InterruptedException {
    var classes = Files.createDirectory(folder.resolve("classes"));
    var outputs = Files.createDirectory(folder.resolve("outputs"));
    var names = new LinkedHashMap<String, String>();
    var sources = new ArrayList<JavaFileObject>();
    for (var program : programs.entrySet()) {
      var named = NAMED.matcher(program.getValue().getFirst());
      var name = named.matches() ? named.group(1) : "Main" + (names.size() + 1);
      if (names.putIfAbsent(name, program.getKey()) != null) {
        throw new AssertionError("two programs are called " + name + ".java");
      }
      sources.add(new Source(name, program.getValue()));
    }
    compile(sources, names, classes);
    runAll(List.copyOf(names.keySet()), classes, outputs);

    var printed = new HashMap<String, List<String>>();
    for (var name : names.entrySet()) {
      printed.put(name.getValue(), Files.readAllLines(outputs.resolve(name.getKey())));
    }
    return printed;
  }

  private static void compile(
      List<JavaFileObject> sources, Map<String, String> names, Path classes) {
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    var options =
        List.of(
            "-proc:none",
            "-g",
            "-Xlint:all",
            "-cp",
            Documents.classesOfRondo(),
            "-d",
            classes.toString());
    var compiler = ToolProvider.getSystemJavaCompiler();
    var compiled = compiler.getTask(null, null, diagnostics, options, null, sources).call();
    var messages = new StringBuilder();
    for (var diagnostic : diagnostics.getDiagnostics()) {
      var source = diagnostic.getSource();
      var name = source == null ? "" : source.getName().replaceAll("^/|\\.java$", "");
      messages.append(names.getOrDefault(name, name)).append(": ").append(diagnostic).append("\n");
    }
    if (!compiled || !messages.isEmpty()) {
      throw new AssertionError(messages.toString());
    }
  }

  private static void runAll(List<String> names, Path classes, Path outputs)
      throws IOException, InterruptedException {
    var own = Documents.classesOf(Batch.class) + java.io.File.pathSeparator;
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Duser.language=en", "-Duser.country=US"));
    command.addAll(List.of("-cp", own + Documents.classesOfRondo(), Batch.class.getName()));
    command.addAll(List.of(classes.toString(), outputs.toString()));
    command.addAll(names);
    var log = Files.createTempFile(outputs, "log", "");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(key -> key.endsWith("JAVA_OPTIONS"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    var process = builder.start();
    try {
      process.getOutputStream().close();
      if (process.waitFor() != 0) {
        throw new AssertionError("a program ended the JVM: " + Files.readString(log));
      }
    } finally {
      process.destroyForcibly(); // after a timeout of the test
    }
  }

  /* ---- in the JVM of the batch ---- */

  /// Standard output and standard error, as a terminal shows them; goes to one file after the
  /// other.
  private static final class Terminal extends OutputStream {
    private OutputStream file = nullOutputStream();

    synchronized void switchTo(OutputStream next) throws IOException {
      file.close();
      file = next;
    }

    @Override
    public synchronized void write(int character) throws IOException {
      file.write(character);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      file.write(bytes, offset, length);
    }
  }

  /// Arguments: the folder of the classes, the folder for the outputs, the names of the programs.
  public static void main(String[] arguments) throws Exception {
    var terminal = new Terminal();
    var stream = new PrintStream(terminal, true, UTF_8);
    System.setOut(stream);
    System.setErr(stream);
    var classes = new URL[] {Path.of(arguments[0]).toUri().toURL()};
    try (var loader = new URLClassLoader(classes)) {
      for (var name : List.of(arguments).subList(2, arguments.length)) {
        terminal.switchTo(Files.newOutputStream(Path.of(arguments[1], name)));
        runOne(loader.loadClass(name));
      }
    }
    terminal.switchTo(OutputStream.nullOutputStream());
    System.exit(0); // whatever threads the programs have left
  }

  private static void runOne(Class<?> program) throws ReflectiveOperationException {
    var constructor = program.getDeclaredConstructor();
    constructor.setAccessible(true);
    var main = program.getDeclaredMethod("main");
    main.setAccessible(true);
    try {
      main.invoke(constructor.newInstance());
    } catch (InvocationTargetException failed) {
      System.err.print("Exception in thread \"main\" ");
      Objects.requireNonNullElse(failed.getCause(), failed).printStackTrace();
    }
  }
}
