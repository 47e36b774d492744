package dev.rondo.net;

import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.taskGroup;

import dev.rondo.Loop;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/// A process of the operating system that this program has started.
///
/// {@snippet class=dev.rondo.net.SubprocessTest region=communicate}
///
/// It is to be closed, best by try-with-resources: that kills it if it still runs, and waits until
/// it is gone. So when the coroutine that opened it is cancelled or fails, no process is left
/// behind. When the loop ends, what still runs is killed.
///
/// Several coroutines may wait for it at the same time, and one may read each of its pipes while
/// another one writes. Who only waits while a pipe is full waits for ever, because the process
/// does; [#communicate(byte\[\])] does all at once.
///
/// @threads coroutines of its loop; what does not wait may be called by callbacks too
/// @asyncio `asyncio.subprocess.Process`
public final class Subprocess implements AutoCloseable {
  private static final int TERM = 15;
  private static final int KILL = 9;

  /// What the JDK adds to the number of the signal that ended a process.
  private static final int SIGNALLED = 128;

  private static final byte[] NOTHING = {};

  private final Loop loop;
  private final String name;
  private final Process process;
  private final @Nullable PipeWriter stdin;
  private final @Nullable PipeReader stdout;
  private final @Nullable PipeReader stderr;
  private final Arrival exit = new Arrival();

  /// The signals that were sent from here.
  private final Set<Integer> sent = ConcurrentHashMap.newKeySet();

  private Subprocess(
      Loop loop, SelectorPoller poller, String program, Process process, ProcessOptions options) {
    this.loop = loop;
    this.name = program + " (pid " + process.pid() + ")";
    this.process = process;
    this.stdin =
        options.stdin() == Stdio.PIPE
            ? new PipeWriter(loop, process.getOutputStream(), name)
            : null;
    this.stdout =
        options.stdout() == Stdio.PIPE
            ? new PipeReader(loop, process.getInputStream(), options.readLimit())
            : null;
    this.stderr =
        options.stderr() == Stdio.PIPE
            ? new PipeReader(loop, process.getErrorStream(), options.readLimit())
            : null;
    Runnable abandon = this::abandon;
    poller.atEnd(abandon);
    var _ =
        process
            .onExit()
            .thenRun(
                () -> {
                  poller.forget(abandon);
                  exit.happen();
                });
  }

  /* ---- starting ---- */

  /// Starts a program, with the input, output and errors of this one.
  ///
  /// @param command the program, a path or a name that is looked up in `PATH`, and its arguments
  /// @return the process; to be closed
  /// @throws java.nio.file.NoSuchFileException if there is no such program
  /// @throws IOException if it cannot be started
  /// @throws IllegalArgumentException if there is no program, or an argument has a NUL in it
  /// @suspends always
  /// @cancel the process is killed if it was started
  /// @asyncio `asyncio.create_subprocess_exec`
  public static Subprocess exec(String... command) throws IOException {
    return exec(Checks.listOf(command, "command", "argument"), ProcessOptions.DEFAULT);
  }

  /// Starts a program.
  ///
  /// @param command the program, a path or a name that is looked up in `PATH`, and its arguments
  /// @param options how to start it
  /// @return the process; to be closed
  /// @throws java.nio.file.NoSuchFileException if there is no such program or directory
  /// @throws IOException if it cannot be started
  /// @throws IllegalArgumentException if there is no program, or an argument has a NUL in it
  /// @suspends always
  /// @cancel the process is killed if it was started
  /// @asyncio `asyncio.create_subprocess_exec`
  public static Subprocess exec(List<String> command, ProcessOptions options) throws IOException {
    Checks.notNull(command, "command");
    Checks.notNull(options, "options");
    var words = Checks.listOf(command.toArray(String[]::new), "command", "argument");
    if (words.isEmpty()) {
      throw new IllegalArgumentException("command is empty; pass a program and its arguments");
    }
    for (var word : words) {
      if (word.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("an argument has a NUL in it: " + word);
      }
    }
    var loop = runningLoop();
    var poller = SelectorPoller.of(loop);
    var process = Launch.start(words, options);
    return new Subprocess(loop, poller, words.getFirst(), process, options);
  }

  /// Has the shell run a command, with the input, output and errors of this program.
  ///
  /// @param command what to run; what comes from elsewhere is to be passed as an argument of
  ///   [#exec(String...)] instead, because the shell would interpret it
  /// @return the process, which is the shell; to be closed
  /// @throws IOException if it cannot be started
  /// @throws IllegalArgumentException if `command` has a NUL in it
  /// @suspends always
  /// @cancel the process is killed if it was started
  /// @asyncio `asyncio.create_subprocess_shell`
  public static Subprocess shell(String command) throws IOException {
    return shell(command, ProcessOptions.DEFAULT);
  }

  /// Has the shell, `/bin/sh`, run a command.
  ///
  /// @param command what to run; what comes from elsewhere is to be passed as an argument of
  ///   [#exec(String...)] instead, because the shell would interpret it
  /// @param options how to start it
  /// @return the process, which is the shell; to be closed
  /// @throws IOException if it cannot be started
  /// @throws IllegalArgumentException if `command` has a NUL in it
  /// @suspends always
  /// @cancel the process is killed if it was started
  /// @asyncio `asyncio.create_subprocess_shell`
  public static Subprocess shell(String command, ProcessOptions options) throws IOException {
    Checks.notNull(command, "command");
    return exec(List.of("/bin/sh", "-c", command), options);
  }

  /* ---- what it is ---- */

  /// {@return its number in the operating system}
  ///
  /// @threads any
  /// @asyncio `Process.pid`
  public long pid() {
    return process.pid();
  }

  /// {@return what it ended with; empty while it runs}
  ///
  /// Zero mostly means success. After a signal the JDK gives 128 plus its number, and cannot tell
  /// that from a process that ended with this value itself. So it is negative, the number of the
  /// signal, only if this object has sent that signal; otherwise it is what the JDK gives.
  ///
  /// @threads any
  /// @asyncio `Process.returncode`
  public OptionalInt returnCode() {
    if (process.isAlive()) {
      return OptionalInt.empty();
    }
    var value = process.exitValue();
    return OptionalInt.of(sent.contains(value - SIGNALLED) ? SIGNALLED - value : value);
  }

  /* ---- its pipes ---- */

  /// {@return what writes its input}
  ///
  /// @throws IllegalStateException if its input is not a pipe
  /// @asyncio `Process.stdin`
  public PipeWriter stdin() {
    return pipe(stdin, "stdin");
  }

  /// {@return what reads its output}
  ///
  /// @throws IllegalStateException if its output is not a pipe
  /// @asyncio `Process.stdout`
  public PipeReader stdout() {
    return pipe(stdout, "stdout");
  }

  /// {@return what reads its errors}
  ///
  /// @throws IllegalStateException if its errors are not a pipe
  /// @asyncio `Process.stderr`
  public PipeReader stderr() {
    return pipe(stderr, "stderr");
  }

  private <T> T pipe(@Nullable T pipe, String which) {
    if (pipe == null) {
      throw new IllegalStateException(
          which + " of " + name + " is not a pipe; start the process with " + which + " = PIPE");
    }
    return pipe;
  }

  /// Closes its input, if that is a pipe, reads all of its output and its errors, and waits for its
  /// end; see [#communicate(byte\[\])].
  ///
  /// @return what it wrote
  /// @throws IOException if a pipe is broken
  /// @throws IllegalStateException if another coroutine is waiting to read
  /// @suspends until its end
  /// @cancel it goes on; what it wrote is there for the next read
  /// @asyncio `Process.communicate()`
  public ProcessOutput communicate() throws IOException {
    return communicate(NOTHING);
  }

  /// Writes its input and closes that, reads all of its output and its errors meanwhile, and waits
  /// for its end. A process that ends, or closes its input, before it has read all is no error.
  ///
  /// @param input what it is to read
  /// @return what it wrote; nothing for what is not a pipe
  /// @throws IOException if its input was closed, or a pipe is broken
  /// @throws IllegalStateException if there is input and `stdin` is not a pipe, or another
  ///   coroutine is waiting to read or to write
  /// @suspends until its end
  /// @cancel it goes on until this is closed; what it wrote is there for the next read, and `input`
  ///   will be written nevertheless
  /// @asyncio `Process.communicate`
  public ProcessOutput communicate(byte[] input) throws IOException {
    Checks.notNull(input, "input");
    check("communicate");
    if (input.length > 0) {
      stdin().checkNotClosed("communicate");
    }
    try {
      return taskGroup(
          group -> {
            var output = group.createTask("stdout of " + name, () -> readAll(stdout));
            var errors = group.createTask("stderr of " + name, () -> readAll(stderr));
            feed(input);
            var all = new ProcessOutput(output.await(), errors.await());
            exit.await();
            return all;
          });
    } catch (IOException | RuntimeException failed) {
      throw failed;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static byte[] readAll(@Nullable PipeReader reader) throws IOException {
    return reader == null ? NOTHING : reader.readAll();
  }

  private void feed(byte[] input) {
    if (stdin == null) {
      return;
    }
    try {
      stdin.write(input);
      stdin.close();
    } catch (IOException readsNoMore) {
      stdin.abort();
    }
  }

  /* ---- its end ---- */

  /// Waits for its end.
  ///
  /// @return what it ended with, see [#returnCode()]
  /// @suspends until its end, though other processes that it has started may still use its pipes
  /// @cancel it goes on
  /// @asyncio `Process.wait`
  public int waitFor() {
    check("waitFor");
    exit.await();
    return returnCode().getAsInt();
  }

  /// Asks it to end, by the signal `TERM`.
  ///
  /// @throws ProcessEndedException if it has ended
  /// @suspends never
  /// @asyncio `Process.terminate`
  public void terminate() {
    send("terminate", TERM);
  }

  /// Ends it, by the signal `KILL`. It is still there for a moment: [#waitFor()] waits until it is
  /// gone.
  ///
  /// @throws ProcessEndedException if it has ended
  /// @suspends never
  /// @asyncio `Process.kill`
  public void kill() {
    send("kill", KILL);
  }

  /// The JDK's own methods would close the pipes as well, and what is in them would be lost.
  private void send(String operation, int signal) {
    check(operation);
    checkAlive(operation);
    sent.add(signal);
    var _ = signal == KILL ? process.toHandle().destroyForcibly() : process.toHandle().destroy();
  }

  /// Sends it a signal. For other signals than `TERM` and `KILL`, which the JDK can send, a shell
  /// is started that does.
  ///
  /// @param signal its name without `SIG`: `"HUP"`, `"USR1"`
  /// @throws ProcessEndedException if it has ended
  /// @throws IOException if the signal cannot be sent
  /// @throws IllegalArgumentException if the system has no signal of that name
  /// @suspends unless it is `TERM` or `KILL`
  /// @cancel the signal was sent, or it was not
  /// @asyncio `Process.send_signal`
  public void sendSignal(String signal) throws IOException {
    var number = numberOf(Checks.notNull(signal, "signal"));
    if (number == TERM || number == KILL) {
      send("sendSignal", number);
      return;
    }
    check("sendSignal");
    checkAlive("sendSignal");
    var options = ProcessOptions.PIPES.withStdin(Stdio.DISCARD);
    try (var sender = shell("kill -" + number + " " + pid(), options)) {
      sent.add(number);
      var complaint = sender.communicate().stderrText().strip();
      if (sender.waitFor() != 0) {
        checkAlive("sendSignal");
        throw new IOException("cannot send " + signal + " to " + name + ": " + complaint);
      }
    }
  }

  private static int numberOf(String signal) {
    try {
      return new Signal(signal).getNumber();
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "there is no signal \"" + signal + "\"; pass a name without SIG, as \"HUP\"", unknown);
    }
  }

  private void checkAlive(String operation) {
    if (!process.isAlive()) {
      throw new ProcessEndedException(operation + "() on " + name + ", which has ended");
    }
  }

  /// Closes this: kills the process if it still runs, waits until it is gone, and closes the pipes.
  /// A coroutine that waits to read finds the end of the stream, one that waits to write gets an
  /// [IOException]. Closing twice has no effect.
  ///
  /// A callback, which cannot wait, may call this too; then the process is gone some time later.
  ///
  /// @suspends if the process still runs
  /// @cancel the process was killed
  /// @asyncio none; the destructor of `Process` kills too
  @Override
  public void close() {
    check("close");
    abandon();
    if (Checks.isCoroutine()) {
      exit.await();
    }
  }

  private void abandon() {
    if (process.isAlive()) {
      sent.add(KILL);
      var _ = process.toHandle().destroyForcibly();
    }
    if (stdin != null) {
      stdin.abort();
    }
    if (stdout != null) {
      stdout.close();
    }
    if (stderr != null) {
      stderr.close();
    }
  }

  private void check(String operation) {
    Checks.running(loop, operation);
  }

  /// {@return program and state, for people}
  @Override
  public String toString() {
    var code = returnCode();
    return "Subprocess["
        + name
        + (code.isEmpty() ? ", running" : ", ended with " + code.getAsInt())
        + "]";
  }
}
