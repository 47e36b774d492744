import java.nio.channels.FileChannel;
import java.nio.file.attribute.FileTime;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// Builds Rondo for the script `rondo`, in `target/rondo-run`.
///
/// Arguments: the folder of the project, and the version of this JDK.
///
/// Each build gets a folder of its own that never changes afterwards, for a program may still load
/// classes from the one before. The file `current-VERSION` says which folder is the latest.

final List<String> modules = List.of("core", "net", "tools");

Path home;
Path builds;
Path current;

void main(String[] arguments) throws Exception {
  home = Path.of(arguments[0]);
  builds = home.resolve("target", "rondo-run");
  current = builds.resolve("current-" + arguments[1]);
  try (var lockFile = openLock();
      var _ = lockFile.lock()) {
    // Another process may have built while this one waited.
    if (!isCurrent()) {
      build();
    }
  }
}

FileChannel openLock() {
  try {
    Files.createDirectories(builds);
    return FileChannel.open(
        builds.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  } catch (IOException denied) {
    throw fail(2, "cannot write to " + builds + ", where Rondo is built: " + denied);
  }
}

void build() throws Exception {
  var builtFrom = FileTime.from(Instant.now());
  if (!modules.stream().allMatch(this::isCompiled)) {
    compile();
  }
  removeOldBuilds();
  var name = "build-" + System.currentTimeMillis() + "-" + ProcessHandle.current().pid();
  var folder = Files.createDirectory(builds.resolve(name));
  for (var module : modules) {
    makeJar(classes(module), folder.resolve(module + ".jar"));
  }
  recordStart(folder);
  publish(name, builtFrom);
}

/* ---- what is there ---- */

boolean isCurrent() throws IOException {
  if (!Files.exists(current)) {
    return false;
  }
  var builtFrom = Files.getLastModifiedTime(current);
  return Files.exists(builds.resolve(currentBuild(current), "tools.jar"))
      && modules.stream().noneMatch(module -> changedSince(module, builtFrom));
}

String currentBuild(Path file) throws IOException {
  return Files.readString(file).strip();
}

/// Whether Maven compiled the module already, for example in a build of everything.
boolean isCompiled(String module) {
  return Files.exists(moduleInfo(module)) && !changedSince(module, compiledAt(module));
}

boolean changedSince(String module, FileTime time) {
  var sources = home.resolve(module, "src", "main");
  if (Files.notExists(sources)) {
    return false;
  }
  try (var files = Files.walk(sources)) {
    return files
        .filter(file -> file.toString().endsWith(".java"))
        .anyMatch(file -> lastModified(file).compareTo(time) > 0);
  } catch (IOException failed) {
    throw new UncheckedIOException(failed);
  }
}

/// Maven compiles all classes of a module together.
FileTime compiledAt(String module) {
  return lastModified(moduleInfo(module));
}

FileTime lastModified(Path file) {
  try {
    return Files.getLastModifiedTime(file);
  } catch (IOException failed) {
    throw new UncheckedIOException(failed);
  }
}

Path classes(String module) {
  return home.resolve(module, "target", "classes");
}

Path moduleInfo(String module) {
  return classes(module).resolve("module-info.class");
}

/* ---- the steps ---- */

/// Compiles with Maven. Its messages are shown only if it fails.
void compile() throws Exception {
  var log = builds.resolve("maven.log");
  var maven =
      new ProcessBuilder(
              "mvn",
              "--quiet",
              "--batch-mode",
              "--file=" + home.resolve("pom.xml"),
              "--projects=" + String.join(",", modules),
              "--also-make",
              "-Denforcer.skip",
              "compile")
          .redirectInput(ProcessBuilder.Redirect.INHERIT)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile());
  if (!hasJava(maven.environment())) {
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
  }
  if (start(maven).waitFor() != 0) {
    System.err.print(Files.readString(log));
    throw fail(1, "cannot build Rondo: Maven failed, see above");
  }
}

Process start(ProcessBuilder maven) {
  try {
    return maven.start();
  } catch (IOException missing) {
    throw fail(
        2,
        "cannot build Rondo: there is no `mvn` on the PATH. Install Maven 3.8 or newer, which is"
            + " needed only for building");
  }
}

/// Whether Maven will find a Java to run on.
boolean hasJava(Map<String, String> environment) {
  return environment.containsKey("JAVA_HOME")
      || Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
          .anyMatch(folder -> Files.isExecutable(Path.of(folder, "java")));
}

/// Removes those that no version of the JDK uses. The latest stays: programs may be running in it.
void removeOldBuilds() throws IOException {
  try (var list = Files.list(builds)) {
    var files = list.toList();
    var used = new HashSet<String>();
    for (var file : files) {
      if (file.getFileName().toString().startsWith("current-")) {
        used.add(currentBuild(file));
      }
    }
    for (var file : files) {
      var name = file.getFileName().toString();
      if (name.startsWith("build-") && !used.contains(name)) {
        remove(file);
      }
    }
  }
}

void remove(Path folder) throws IOException {
  try (var files = Files.walk(folder)) {
    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
      Files.deleteIfExists(file);
    }
  }
}

void makeJar(Path classes, Path jar) throws IOException {
  try (var out = new JarOutputStream(Files.newOutputStream(jar));
      var files = Files.walk(classes)) {
    out.setLevel(0); // read at every start
    for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
      out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
      Files.copy(file, out);
    }
  }
}

/// Records what the JVM has in memory when it has started a program. A JVM that cannot do that
/// starts programs more slowly, and that is all.
void recordStart(Path folder) throws Exception {
  var archive = folder.resolve("rondo.aot");
  // The first run is for the cache only: loading the compiler's classes too would make every start
  // slower.
  run(folder, List.of());
  if (run(folder, List.of("-XX:AOTCacheOutput=" + archive)) != 0) {
    Files.deleteIfExists(archive);
  }
}

int run(Path folder, List<String> options) throws Exception {
  var classPath =
      modules.stream()
          .map(module -> folder.resolve(module + ".jar").toString())
          .collect(Collectors.joining(File.pathSeparator));
  var command = new ArrayList<String>();
  command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
  command.addAll(options);
  command.addAll(List.of("-cp", classPath, "dev.rondo.tools.Main", "run"));
  command.add(home.resolve("tools", "src", "build", "WarmUp.java").toString());
  var java =
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("start.log").toFile()));
  java.environment()
      .keySet()
      .removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
  return java.start().waitFor();
}

/// Makes a build the current one, at once for all who look. It is as old as what it was built from.
void publish(String name, FileTime builtFrom) throws IOException {
  var part = Files.writeString(builds.resolve(current.getFileName() + ".part"), name + "\n");
  Files.setLastModifiedTime(part, builtFrom);
  Files.move(part, current, StandardCopyOption.ATOMIC_MOVE);
}

/// Ends this program.
RuntimeException fail(int exitCode, String message) {
  System.err.println("rondo: " + message);
  System.exit(exitCode);
  return new IllegalStateException(message);
}
