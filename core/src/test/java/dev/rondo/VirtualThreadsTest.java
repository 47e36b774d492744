package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.ChildJvm.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The ways to the JDK's builder of virtual threads, each in a JVM of its own, for a JVM chooses
/// once.
@Timeout(60)
class VirtualThreadsTest {
  private static final String FORBID = "-Ddev.rondo.forbidReflectionFactory=true";
  private static final String OPEN_TO_CLASS_PATH = "--add-opens=java.base/java.lang=ALL-UNNAMED";
  private static final String OPEN_TO_MODULE = "--add-opens=java.base/java.lang=dev.rondo";

  @TempDir private static Path folder;
  private static Path probe;
  private static Path consumer;

  @BeforeAll
  static void compile() throws Exception {
    // In the package of the core, so that it can ask for the way.
    var source =
        ChildJvm.write(
            folder,
            "Probe.java",
            """
            package dev.rondo;
            public class Probe {
              public static void main(String[] args) throws Exception {
                try {
                  String result = Async.run(() -> {
                    Async.sleep(java.time.Duration.ofNanos(1));
                    Thread.sleep(1);
                    return "slept";
                  });
                  System.out.println(result + " by " + VirtualThreads.way());
                } catch (UnsupportedOperationException e) {
                  System.out.println("unsupported: " + e.getMessage());
                }
              }
            }
            """);
    probe = folder.resolve("probe");
    compiled("-d", probe, "-cp", ChildJvm.core(), source);

    var info =
        ChildJvm.write(
            folder, "consumer/module-info.java", "module consumer { requires dev.rondo; }");
    var main =
        ChildJvm.write(
            folder,
            "consumer/consumer/Main.java",
            """
            package consumer;
            import static dev.rondo.Async.*;
            public class Main {
              public static void main(String[] args) throws Exception {
                try {
                  System.out.println(run(() -> gather(() -> slept("a"), () -> slept("b"))));
                } catch (UnsupportedOperationException e) {
                  System.out.println("unsupported: " + e.getMessage());
                }
                try {
                  var constructor = Class.forName("dev.rondo.Scheduler").getDeclaredConstructors()[0];
                  constructor.setAccessible(true);
                  System.out.println("accessible");
                } catch (RuntimeException e) {
                  System.out.println(e.getClass().getSimpleName());
                }
              }
              static String slept(String name) {
                sleep(java.time.Duration.ofNanos(1));
                return name;
              }
            }
            """);
    consumer = folder.resolve("consumer.classes");
    compiled("-d", consumer, "-p", ChildJvm.core(), info, main);
  }

  private static void compiled(Object... arguments) {
    var result = ChildJvm.javac(arguments);
    assertEquals(0, result.exit(), result::toString);
  }

  private static Result onClassPath(Object... flags) throws Exception {
    var arguments = new java.util.ArrayList<Object>(java.util.List.of(flags));
    arguments.add("-cp");
    arguments.add(ChildJvm.core() + java.io.File.pathSeparator + probe);
    arguments.add("dev.rondo.Probe");
    return ChildJvm.java(folder, arguments.toArray());
  }

  private static Result onModulePath(Object... flags) throws Exception {
    var arguments = new java.util.ArrayList<Object>(java.util.List.of(flags));
    arguments.add("-p");
    arguments.add(ChildJvm.core());
    arguments.add("--patch-module");
    arguments.add("dev.rondo=" + probe);
    arguments.add("-m");
    arguments.add("dev.rondo/dev.rondo.Probe");
    return ChildJvm.java(folder, arguments.toArray());
  }

  private static Result consumer(Object... flags) throws Exception {
    var arguments = new java.util.ArrayList<Object>(java.util.List.of(flags));
    arguments.add("-p");
    arguments.add(ChildJvm.core() + java.io.File.pathSeparator + consumer);
    arguments.add("-m");
    arguments.add("consumer/consumer.Main");
    return ChildJvm.java(folder, arguments.toArray());
  }

  private static void assertSilent(String out, Result result) {
    assertEquals(new Result(0, out + System.lineSeparator(), ""), result);
  }

  /* ---- no flags ---- */

  @Test
  void onTheClassPathNoFlagIsNeededAndNothingIsPrinted() throws Exception {
    assertSilent("slept by REFLECTION_FACTORY", onClassPath());
  }

  @Test
  void onTheModulePathNoFlagIsNeededAndNothingIsPrinted() throws Exception {
    assertSilent("slept by REFLECTION_FACTORY", onModulePath());
  }

  @Test
  void aModuleThatRequiresTheCoreNeedsNoFlagAndSeesNothingHidden() throws Exception {
    assertSilent("[a, b]" + System.lineSeparator() + "InaccessibleObjectException", consumer());
  }

  /* ---- the flag ---- */

  @Test
  void onTheClassPathTheFlagOpensPlainReflection() throws Exception {
    assertSilent("slept by REFLECTION", onClassPath(OPEN_TO_CLASS_PATH));
  }

  @Test
  void onTheModulePathTheFlagOpensPlainReflection() throws Exception {
    assertSilent("slept by REFLECTION", onModulePath(OPEN_TO_MODULE));
  }

  @Test
  void aFlagForTheOtherPathDoesNotHelpAndDoesNotHurt() throws Exception {
    assertSilent("slept by REFLECTION_FACTORY", onModulePath(OPEN_TO_CLASS_PATH));
  }

  /* ---- the property ---- */

  private static void assertRefused(String reason, String module, Result result) {
    assertSilent(
        "unsupported: Rondo cannot reach the JDK's builder of virtual threads: "
            + reason
            + ". Start Java with --add-opens java.base/java.lang="
            + module,
        result);
  }

  private static final String FORBIDDEN =
      "the system property dev.rondo.forbidReflectionFactory forbids the way that needs no flag";

  @Test
  void onTheClassPathThePropertyForbidsAndTheErrorNamesTheFlag() throws Exception {
    assertRefused(FORBIDDEN, "ALL-UNNAMED", onClassPath(FORBID));
  }

  @Test
  void onTheModulePathThePropertyForbidsAndTheErrorNamesTheFlag() throws Exception {
    assertRefused(FORBIDDEN, "dev.rondo", onModulePath(FORBID));
  }

  @Test
  void thePropertyDoesNotForbidPlainReflection() throws Exception {
    assertSilent("slept by REFLECTION", onClassPath(FORBID, OPEN_TO_CLASS_PATH));
    assertSilent("slept by REFLECTION", onModulePath(FORBID, OPEN_TO_MODULE));
  }

  @Test
  void aPropertyThatIsNotTrueForbidsNothing() throws Exception {
    assertSilent(
        "slept by REFLECTION_FACTORY", onClassPath("-Ddev.rondo.forbidReflectionFactory=false"));
  }

  /* ---- without the module jdk.unsupported ---- */

  @Test
  void withoutTheModuleOfTheReflectionFactoryTheErrorNamesTheFlag() throws Exception {
    assertRefused(
        "the module jdk.unsupported is missing or no longer helps",
        "ALL-UNNAMED",
        onClassPath("--limit-modules", "java.base"));
  }

  @Test
  void withoutTheModuleOfTheReflectionFactoryTheFlagHelps() throws Exception {
    assertSilent(
        "slept by REFLECTION", onClassPath("--limit-modules", "java.base", OPEN_TO_CLASS_PATH));
  }

  /* ---- what is hidden ---- */

  private static Result compileAgainstTheCore(String name, String text) throws Exception {
    var source = ChildJvm.write(folder, name + "/" + name + "/Peek.java", text);
    var info =
        ChildJvm.write(
            folder, name + "/module-info.java", "module " + name + " { requires dev.rondo; }");
    return ChildJvm.javac("-d", folder.resolve(name + ".out"), "-p", ChildJvm.core(), info, source);
  }

  @Test
  void packagePrivateClassesAreInvisibleToOthers() throws Exception {
    var result =
        compileAgainstTheCore("peek", "package peek; class Peek { dev.rondo.Scheduler hidden; }");
    assertNotEquals(0, result.exit());
    assertTrue(
        (result.out() + result.err()).contains("Scheduler is not public in dev.rondo"),
        result::toString);
  }

  @Test
  void nobodyElseCanJoinThePackage() throws Exception {
    var result =
        compileAgainstTheCore("join", "package dev.rondo; class Peek { Scheduler hidden; }");
    assertNotEquals(0, result.exit());
    assertTrue(
        (result.out() + result.err()).contains("package exists in another module: dev.rondo"),
        result::toString);
  }

  @Test
  void thisJvmNeedsNoFlagEither() {
    assertEquals(VirtualThreads.Way.REFLECTION_FACTORY, VirtualThreads.way());
  }
}
