package dev.rondo.tools;

import java.util.Arrays;

/// `rondo run FILE.java [ARGUMENT...]`: compiles a program if it changed, and runs it in this JVM.
///
/// A program that did not change is started without loading the compiler.
final class RunCommand {
  private RunCommand() {}

  static void execute(String[] arguments) throws Throwable {
    if (arguments.length == 0 || arguments[0].isEmpty()) {
      throw CommandFailure.ofUsage("no file given; expected `rondo run FILE.java`");
    }
    var file = ProgramFile.of(arguments[0]);
    var installation = Installation.ofThisJvm();
    var cache = new ProgramCache(installation);
    var program = cache.find(file);
    if (program == null) {
      file.check();
      program = Compilation.compile(file, installation.libraries());
      cache.store(file, program);
    }
    var main = MainMethod.find(program, file);
    Launch.launch(main, Arrays.copyOfRange(arguments, 1, arguments.length));
  }
}
