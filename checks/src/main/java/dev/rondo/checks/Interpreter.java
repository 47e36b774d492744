package dev.rondo.checks;

/// Runs a program to its end: `Interp` of `dsl.py`.
final class Interpreter {
  private static final int MOST_PASSES = 20_000;
  private static final int MOST_DEADLOCKS = 8;

  private final SteppedLoop loop = new SteppedLoop();
  private final Trace trace;
  private final Tasks tasks = new Tasks(loop.loop());
  private final Shared shared;

  private Interpreter(Program program, boolean strict) {
    trace = new Trace(loop, strict);
    shared = Shared.of(loop.loop(), program.resources());
    var steps = new Steps(trace, tasks, shared);
    loop.loop()
        .setExceptionHandler(
            (_, context) ->
                trace.log(
                    "handler",
                    context.message(),
                    context.exception().map(ErrorText::of).orElse("")));
    tasks.start("main", () -> steps.body("main", program.main()));
  }

  static Result run(Program program, boolean strict) {
    return new Interpreter(program, strict).run();
  }

  private Result run() {
    String outcome;
    try {
      outcome = runOutOfDeadlocks();
    } catch (TooLongError endless) {
      outcome = "toolong";
    }
    tasks.ends().forEach(end -> trace.add("end " + end));
    var now = PythonText.seconds(loop.loop().time());
    trace.add("state " + shared.state() + " now=" + now);
    var result = new Result(trace.lines(), outcome);
    loop.loop().setExceptionHandler((_, _) -> {});
    if (tasks.allDone()) {
      loop.loop().close();
    }
    return result;
  }

  private String runOutOfDeadlocks() {
    var outcome = "ok";
    var deadlocks = 0;
    while (!tasks.allDone() || !loop.isEmpty()) {
      if (loop.passes() > MOST_PASSES) {
        throw new TooLongError();
      }
      if (loop.pass()) {
        continue;
      }
      if (tasks.allDone()) {
        break; // only cancelled timers were left
      }
      deadlocks++;
      outcome = "deadlock" + deadlocks;
      trace.log("-", "DEADLOCK", tasks.namesOfPending());
      if (deadlocks > MOST_DEADLOCKS) {
        return "stuck";
      }
      tasks.cancelPending("deadlock");
    }
    return outcome;
  }
}
