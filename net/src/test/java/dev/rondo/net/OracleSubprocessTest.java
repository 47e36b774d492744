package dev.rondo.net;

import static dev.rondo.Async.cancelAndWait;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.rondo.Action;
import dev.rondo.Awaitable;
import dev.rondo.Outcome;
import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Processes as CPython's asyncio ran them.
@Timeout(60)
class OracleSubprocessTest {
  private static final String EMPTY = "what is no pipe gives no bytes, instead of None";
  private static final String TYPES = "exceptions have the names of the JDK, or ours";

  private static final ProcessOptions INPUT = ProcessOptions.DEFAULT.withStdin(Stdio.PIPE);
  private static final ProcessOptions OUTPUT = ProcessOptions.DEFAULT.withStdout(Stdio.PIPE);
  private static final ProcessOptions BOTH = OUTPUT.withStdin(Stdio.PIPE);

  private final Trace out = new Trace();

  /// Bytes, printed as Python does.
  private record Bytes(String text) {
    static Bytes of(byte[] bytes) {
      return new Bytes(new String(bytes, UTF_8));
    }

    @Override
    public String toString() {
      return "b'" + text.replace("\n", "\\n") + "'";
    }
  }

  private static Python.Tuple both(ProcessOutput output) {
    return Python.tuple(Bytes.of(output.stdout()), Bytes.of(output.stderr()));
  }

  private static Object code(Subprocess process) {
    return process.returnCode().isPresent() ? process.returnCode().getAsInt() : "None";
  }

  private static Subprocess sleeping() throws IOException {
    return Subprocess.exec("sleep", "30");
  }

  @Test
  void subprocess() throws Exception {
    VirtualTime.run(this::talkToProcesses);
    VirtualTime.run(this::endProcesses);
    VirtualTime.run(this::waitForProcesses);
    VirtualTime.run(this::meetTrouble);
    Oracle.of("070_subprocess")
        .differs("communicate (b'hello', None) 0", "communicate (b'hello', b'') 0", EMPTY)
        .differs(
            "lines b'l1\\n' b'l2\\n' running None",
            "lines l1 l2 running None",
            "a line is text, without its end")
        .differs(
            "signal after exit: ProcessLookupError",
            "signal after exit: ProcessEndedException",
            TYPES)
        .differs(
            "communicate ignores a broken pipe (None, None)",
            "communicate ignores a broken pipe (b'', b'')",
            EMPTY)
        .differs("FileNotFoundError 2", "NoSuchFileException /no/such/program", TYPES)
        .matches(out);
  }

  private void talkToProcesses() throws Exception {
    try (var cat = Subprocess.exec(List.of("cat"), BOTH)) {
      out.print("communicate", both(cat.communicate("hello".getBytes(UTF_8))), code(cat));
    }
    var pipes = OUTPUT.withStderr(Stdio.PIPE);
    try (var shell = Subprocess.shell("echo out; echo err >&2; exit 7", pipes)) {
      out.print("shell", both(shell.communicate()), code(shell));
    }
    try (var cat = Subprocess.exec(List.of("cat"), BOTH)) {
      cat.stdin().write("l1\nl2\n");
      var reader = cat.stdout();
      out.print("lines", reader.readLine(), reader.readLine(), "running", code(cat));
      cat.stdin().close();
      out.print("eof", Bytes.of(reader.readAll()), cat.waitFor());
    }
  }

  private void endProcesses() throws Exception {
    try (var process = sleeping()) {
      process.terminate();
      out.print("terminate", process.waitFor() == -15);
    }
    try (var process = sleeping()) {
      process.kill();
      out.print("kill", process.waitFor() == -9);
      for (var send :
          List.<Action>of(process::kill, process::terminate, () -> process.sendSignal("HUP"))) {
        try {
          send.run();
        } catch (ProcessEndedException e) {
          out.print("signal after exit: " + Python.typeName(e));
        }
      }
    }
  }

  private void waitForProcesses() throws Exception {
    try (var process = sleeping()) {
      var waiting = createTask(process::waitFor);
      yieldNow();
      var ended = assertInstanceOf(Outcome.Cancelled.class, cancelAndWait(waiting));
      out.print(
          "cancelled wait",
          Python.typeName(ended.error()),
          "process still alive",
          process.returnCode().isEmpty());
      process.kill();
      process.waitFor();
    }
    try (var process = Subprocess.exec("true")) {
      Awaitable<Integer> wait = process::waitFor;
      out.print("concurrent waits", gather(List.of(wait, wait, wait)));
    }
  }

  private void meetTrouble() throws Exception {
    try (var process = Subprocess.exec(List.of("true"), INPUT)) {
      var output = process.communicate("x".repeat(1_000_000).getBytes(UTF_8));
      out.print("communicate ignores a broken pipe", both(output));
    }
    try {
      Subprocess.exec("/no/such/program").close();
    } catch (NoSuchFileException e) {
      out.print(Python.typeName(e), e.getFile());
    }
    try (var process = Subprocess.shell("exec sleep 30", OUTPUT)) {
      try {
        waitFor(process::communicate, Duration.ofMillis(60));
      } catch (TimeoutException e) {
        process.kill();
        out.print("timeout, then kill:", process.waitFor());
      }
    }
    try (var process = Subprocess.shell("head -c 1000000 /dev/zero", OUTPUT)) {
      out.print("large output", process.stdout().readAll().length, process.waitFor());
    }
    var processes = new ArrayList<Subprocess>();
    for (var number = 0; number < 5; number++) {
      processes.add(Subprocess.exec(List.of("echo", String.valueOf(number)), OUTPUT));
    }
    Awaitable<List<ProcessOutput>> all =
        () ->
            gather(processes.stream().<Awaitable<ProcessOutput>>map(p -> p::communicate).toList());
    out.print(all.await().stream().map(output -> Bytes.of(output.stdout())).toList());
    processes.forEach(Subprocess::close);
  }
}
