package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.net.Processes.isGone;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How processes end: by themselves, by signals, because somebody was cancelled, because they are
/// closed.
@Timeout(60)
class SubprocessEndTest {
  private static final ProcessOptions PIPES = ProcessOptions.PIPES;

  /// Much longer than a test may take; each is killed.
  private static Subprocess sleeping() throws IOException {
    return Subprocess.exec("sleep", "300");
  }

  private static byte[] more(int bytes) {
    var all = new byte[bytes];
    new Random(3).nextBytes(all);
    return all;
  }

  /* ---- signals ---- */

  @Test
  void aSignalFromHereIsANegativeReturnCode() throws Exception {
    run(
        () -> {
          try (var process = sleeping()) {
            process.terminate();
            assertEquals(-15, process.waitFor());
          }
          try (var process = sleeping()) {
            process.kill();
            assertEquals(-9, process.waitFor());
            assertEquals(OptionalInt.of(-9), process.returnCode());
          }
          try (var process = sleeping()) {
            process.sendSignal("TERM");
            assertEquals(-15, process.waitFor());
          }
          try (var process = sleeping()) {
            process.sendSignal("HUP");
            assertEquals(-1, process.waitFor());
          }
        });
  }

  @Test
  void aSignalFromElsewhereIsANumberOver128() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.shell("kill -9 $$")) {
            assertEquals(128 + 9, process.waitFor());
          }
        });
  }

  @Test
  void aProcessMayCatchASignal() throws Exception {
    run(
        () -> {
          var script = "trap 'echo caught; exit 3' USR1; echo ready; read line";
          try (var process = Subprocess.shell(script, PIPES)) {
            assertEquals("ready", process.stdout().readLine());
            process.sendSignal("USR1");
            assertEquals("caught\n", process.communicate().stdoutText());
            assertEquals(3, process.waitFor());
          }
        });
  }

  @Test
  void noSignalIsSentAfterTheEnd() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.exec("true")) {
            process.waitFor();
            assertThrows(ProcessEndedException.class, process::terminate);
            assertThrows(ProcessEndedException.class, process::kill);
            for (var signal : List.of("TERM", "KILL", "USR1")) {
              assertThrows(ProcessEndedException.class, () -> process.sendSignal(signal));
            }
            assertEquals(0, process.waitFor());
          }
        });
  }

  @Test
  void unknownSignalsAreRefusedByName() throws Exception {
    run(
        () -> {
          try (var process = sleeping()) {
            for (var signal : List.of("", "NONSENSE", "SIGTERM", "0", "-1", "999")) {
              var refused =
                  assertThrows(IllegalArgumentException.class, () -> process.sendSignal(signal));
              assertTrue(refused.toString().contains("\"" + signal + "\""), refused.toString());
            }
            assertEquals(OptionalInt.empty(), process.returnCode());
          }
        });
  }

  @Test
  void whatATerminatedProcessHasWrittenCanStillBeRead() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.shell("printf 'first\\nlast\\n'; exec sleep 300", PIPES)) {
            assertEquals("first", process.stdout().readLine());
            process.terminate();
            assertEquals(-15, process.waitFor());
            assertEquals("last\n", process.communicate().stdoutText());
          }
        });
  }

  /* ---- cancelled waits ---- */

  @Test
  void aCancelledWaitLeavesTheProcessAlone() throws Exception {
    run(
        () -> {
          try (var process = sleeping()) {
            var waiting = createTask(process::waitFor);
            yieldNow();
            waiting.cancel();
            assertThrows(CancelledError.class, waiting::await);
            assertEquals(OptionalInt.empty(), process.returnCode());
            var again = createTask(process::waitFor);
            yieldNow();
            process.kill();
            assertEquals(-9, again.await());
          }
        });
  }

  @Test
  void aCancelledReadLosesNothing() throws Exception {
    run(
        () -> {
          try (var cat = Subprocess.exec(List.of("cat"), PIPES)) {
            for (var round = 0; round < 50; round++) {
              var reading = createTask(() -> cat.stdout().readLine());
              yieldNow();
              cat.stdin().write("line " + round + "\n");
              if (reading.cancel()) {
                assertThrows(CancelledError.class, reading::await);
                assertEquals("line " + round, cat.stdout().readLine());
              } else {
                assertEquals("line " + round, reading.await());
              }
            }
          }
        });
  }

  @Test
  void aReadThatIsCancelledBeforeAnythingComesLeavesItToTheNext() throws Exception {
    run(
        () -> {
          try (var cat = Subprocess.exec(List.of("cat"), PIPES)) {
            for (var round = 0; round < 3; round++) {
              var reading = createTask(() -> cat.stdout().readLine());
              yieldNow();
              reading.cancel();
              assertThrows(CancelledError.class, reading::await);
            }
            cat.stdin().write("one\ntwo\n");
            assertEquals("one", cat.stdout().readLine());
            assertEquals("two", cat.stdout().readLine());
          }
        });
  }

  @Test
  void aCancelledWriteIsWrittenAndTheNextComesAfterIt() throws Exception {
    var bytes = more(1024 * 1024);
    run(
        () -> {
          try (var cat = Subprocess.exec(List.of("cat"), PIPES)) {
            var writing = createTask(() -> cat.stdin().write(bytes));
            yieldNow();
            writing.cancel();
            assertThrows(CancelledError.class, writing::await);
            var next = createTask(() -> cat.stdin().write("tail"));
            assertArrayEquals(bytes, cat.stdout().readExactly(bytes.length));
            next.await();
            cat.stdin().close();
            assertEquals("tail", new String(cat.stdout().readAll(), UTF_8));
          }
        });
  }

  @Test
  void aWriteThatIsCancelledWhileItWaitsForAnotherWritesNothing() throws Exception {
    var bytes = more(1024 * 1024);
    run(
        () -> {
          try (var cat = Subprocess.exec(List.of("cat"), PIPES)) {
            var writing = createTask(() -> cat.stdin().write(bytes));
            yieldNow();
            writing.cancel();
            assertThrows(CancelledError.class, writing::await);
            var never = createTask(() -> cat.stdin().write("never"));
            yieldNow();
            never.cancel();
            assertThrows(CancelledError.class, never::await);
            var closing = createTask(() -> cat.stdin().close());
            assertArrayEquals(bytes, cat.stdout().readAll());
            closing.await();
          }
        });
  }

  @Test
  void aCancelledCommunicateLeavesTheProcessAloneAndLosesNothing() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.shell("echo begin; exec sleep 300", PIPES)) {
            var talking = createTask(() -> process.communicate());
            yieldNow();
            yieldNow();
            talking.cancel();
            assertThrows(CancelledError.class, talking::await);
            assertEquals(OptionalInt.empty(), process.returnCode());
            assertEquals("begin", process.stdout().readLine());
            process.kill();
            assertEquals("", process.communicate().stdoutText());
          }
        });
  }

  /* ---- closing ---- */

  @Test
  void whoIsCancelledLeavesNoProcessBehind() throws Exception {
    run(
        () -> {
          Promise<Long> pid = runningLoop().createPromise();
          var task =
              createTask(
                  () -> {
                    try (var process = sleeping()) {
                      pid.setResult(process.pid());
                      return process.waitFor();
                    }
                  });
          var number = pid.await();
          assertFalse(isGone(number));
          task.cancel();
          assertThrows(CancelledError.class, task::await);
          assertTrue(isGone(number));
        });
  }

  @Test
  void whoFailsLeavesNoProcessBehind() throws Exception {
    run(
        () -> {
          var started = new CompletableFuture<Subprocess>();
          assertThrows(
              ArithmeticException.class,
              () -> {
                try (var process = sleeping()) {
                  started.complete(process);
                  throw new ArithmeticException();
                }
              });
          var process = started.resultNow();
          assertTrue(isGone(process.pid()));
          assertEquals(OptionalInt.of(-9), process.returnCode());
          process.close();
        });
  }

  @Test
  void aProcessThatEndedKeepsItsReturnCodeWhenItIsClosed() throws Exception {
    run(
        () -> {
          var process = Subprocess.shell("exit 5", PIPES);
          process.waitFor();
          process.close();
          assertEquals(OptionalInt.of(5), process.returnCode());
          assertEquals(5, process.waitFor());
          assertTrue(process.toString().endsWith(", ended with 5]"), process.toString());
        });
  }

  @Test
  void aStoppedProcessCanBeClosed() throws Exception {
    run(
        () -> {
          var process = sleeping();
          process.sendSignal("STOP");
          process.close();
          assertTrue(isGone(process.pid()));
        });
  }

  @Test
  void closeFromACallbackKillsAndDoesNotWait() throws Exception {
    run(
        () -> {
          var process = sleeping();
          runningLoop().callSoon(process::close);
          assertEquals(-9, process.waitFor());
        });
  }

  @Test
  void whoReadsWhileItIsClosedFindsTheEnd() throws Exception {
    run(
        () -> {
          var process = Subprocess.exec(List.of("sleep", "300"), PIPES);
          var line = createTask(() -> process.stdout().readLine());
          var all = createTask(() -> process.stderr().readAll());
          yieldNow();
          process.close();
          assertNull(line.await());
          assertEquals(0, all.await().length);
          assertNull(process.stdout().readLine());
        });
  }

  @Test
  void whoWritesWhileItIsClosedGetsAnError() throws Exception {
    run(
        () -> {
          var process = Subprocess.exec(List.of("sleep", "300"), PIPES);
          var writing = createTask(() -> process.stdin().write(more(1024 * 1024)));
          yieldNow();
          process.close();
          assertThrows(IOException.class, writing::await);
          assertThrows(IOException.class, () -> process.stdin().write("more"));
        });
  }

  @Test
  void closedProcessesGiveTheirDescriptorsBack() throws Exception {
    var descriptors = Path.of("/proc/self/fd").toFile();
    org.junit.jupiter.api.Assumptions.assumeTrue(descriptors.isDirectory());
    run(
        () -> {
          Subprocess.exec(List.of("sleep", "300"), PIPES).close();
          var before = descriptors.list().length;
          for (var round = 0; round < 20; round++) {
            Subprocess.exec(List.of("sleep", "300"), PIPES).close();
          }
          var after = descriptors.list().length;
          assertTrue(after - before < 20, before + " before, " + after + " after");
        });
  }

  @Test
  void whatStillRunsWhenTheLoopEndsIsKilled() throws Exception {
    var process = run(SubprocessEndTest::sleeping);
    var handle = ProcessHandle.of(process.pid());
    if (handle.isPresent()) {
      handle.get().onExit().get();
    }
    assertEquals(OptionalInt.of(-9), process.returnCode());
  }

  @Test
  void aLoopForgetsProcessesThatHaveEnded() throws Exception {
    run(
        () -> {
          for (var round = 0; round < 3; round++) {
            Subprocess.exec("true").waitFor();
          }
          assertEquals(0, SelectorPoller.of(runningLoop()).endings());
          try (var process = sleeping()) {
            assertEquals(1, SelectorPoller.of(runningLoop()).endings(), process::toString);
          }
          assertEquals(0, SelectorPoller.of(runningLoop()).endings());
        });
  }

  @Test
  void aProcessWhoseStartIsCancelledIsKilled() throws Exception {
    var inStart = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var started = new CompletableFuture<Process>();
    run(
        () -> {
          var launching =
              createTask(
                  () ->
                      Launch.start(
                          () -> {
                            inStart.countDown();
                            awaitWithoutInterrupt(goOn);
                            started.complete(new ProcessBuilder("sleep", "300").start());
                            return started.resultNow();
                          }));
          yieldNow();
          inStart.await();
          launching.cancel();
          assertThrows(CancelledError.class, launching::await);
          goOn.countDown();
        });
    assertEquals(128 + 9, started.get().waitFor());
  }

  private static void awaitWithoutInterrupt(CountDownLatch latch) {
    var interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException early) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /* ---- a process that does not read ---- */

  @Test
  void communicateTakesNoOffenceAtAProcessThatDoesNotRead() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.exec(List.of("true"), PIPES)) {
            assertEquals(0, process.communicate(more(1_000_000)).stdout().length);
            assertEquals(0, process.waitFor());
          }
          try (var process = Subprocess.shell("exec 0<&-; echo out", PIPES)) {
            assertEquals("out\n", process.communicate(more(1_000_000)).stdoutText());
          }
        });
  }

  @Test
  void writingToAProcessThatReadsNoMoreIsAnError() throws Exception {
    run(
        () -> {
          var deaf = "exec 0<&-; echo deaf; exec sleep 300";
          try (var process = Subprocess.shell(deaf, PIPES)) {
            assertEquals("deaf", process.stdout().readLine());
            var broken = assertThrows(IOException.class, () -> process.stdin().write("hello?"));
            assertTrue(broken.toString().contains("/bin/sh (pid "), broken.toString());
          }
          try (var process = Subprocess.exec(List.of("true"), PIPES)) {
            process.waitFor();
            assertThrows(IOException.class, () -> process.stdin().write("hello?"));
          }
        });
  }

  @Test
  void waitingDoesNotWaitForAGrandchildThatHoldsThePipe() throws Exception {
    run(
        () -> {
          var process = Subprocess.shell("sleep 300 & echo $!; exit 3", PIPES);
          var line = process.stdout().readLine();
          assertTrue(line != null);
          var grandchild = ProcessHandle.of(Long.parseLong(line));
          try {
            var reading = createTask(() -> process.stdout().readAll());
            assertEquals(3, process.waitFor());
            process.close();
            assertEquals(0, reading.await().length);
          } finally {
            grandchild.ifPresent(ProcessHandle::destroyForcibly);
          }
        });
  }

  /* ---- misuse ---- */

  @Test
  void aSecondReaderOrWriterIsRefused() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.exec(List.of("sleep", "300"), PIPES)) {
            var reading = createTask(() -> process.stdout().readAll());
            var writing = createTask(() -> process.stdin().write(more(1024 * 1024)));
            yieldNow();
            assertThrows(IllegalStateException.class, () -> process.stdout().read(1));
            assertThrows(IllegalStateException.class, () -> process.stdin().write("x"));
            assertThrows(IllegalStateException.class, () -> process.communicate());
            assertFalse(reading.done());
            writing.cancel();
          }
        });
  }

  @Test
  void whatIsNoPipeIsSaidToBeNone() throws Exception {
    run(
        () -> {
          try (var process = sleeping()) {
            assertThrows(IllegalStateException.class, process::stdin);
            assertThrows(IllegalStateException.class, process::stdout);
            assertThrows(IllegalStateException.class, process::stderr);
            assertThrows(IllegalStateException.class, () -> process.communicate(more(1)));
          }
        });
  }

  @Test
  void inputForAClosedPipeIsAnError() throws Exception {
    run(
        () -> {
          try (var cat = Subprocess.exec(List.of("cat"), PIPES)) {
            cat.stdin().close();
            assertThrows(IOException.class, () -> cat.communicate(more(1)));
            assertEquals("", cat.communicate().stdoutText());
          }
        });
  }

  @Test
  void otherLoopsAndThreadsAreRefused() throws Exception {
    assertThrows(IllegalStateException.class, () -> Subprocess.exec("true"));
    var process = run(() -> Subprocess.exec(List.of("sleep", "300"), PIPES));
    run(
        () -> {
          assertThrows(WrongThreadException.class, process::waitFor);
          assertThrows(WrongThreadException.class, process::communicate);
          assertThrows(WrongThreadException.class, process::terminate);
          assertThrows(WrongThreadException.class, process::kill);
          assertThrows(WrongThreadException.class, () -> process.sendSignal("HUP"));
          assertThrows(WrongThreadException.class, process::close);
          assertThrows(WrongThreadException.class, () -> process.stdout().readAll());
          assertThrows(WrongThreadException.class, () -> process.stdin().write("x"));
          assertThrows(WrongThreadException.class, () -> process.stdin().close());
        });
    assertThrows(IllegalStateException.class, process::waitFor);
    assertThrows(IllegalStateException.class, process::close);
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks passes
  void nullsAreRefusedByName() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.exec(List.of("cat"), PIPES)) {
            for (var attempt :
                List.<org.junit.jupiter.api.function.Executable>of(
                    () -> Subprocess.exec((String[]) null),
                    () -> Subprocess.exec("echo", null),
                    () -> Subprocess.exec(null, PIPES),
                    () -> Subprocess.exec(List.of("true"), null),
                    () -> Subprocess.shell(null),
                    () -> Subprocess.shell("true", null),
                    () -> process.communicate(null),
                    () -> process.sendSignal(null),
                    () -> process.stdin().write((String) null),
                    () -> process.stdin().write((byte[]) null),
                    () -> process.stdout().readUntil((String[]) null),
                    () -> PIPES.withStdin(null),
                    () -> PIPES.withStdout(null),
                    () -> PIPES.withStderr(null),
                    () -> PIPES.withDirectory(null),
                    () -> PIPES.withEnvironment(null),
                    () -> PIPES.withVariable(null, "x"),
                    () -> PIPES.withVariable("x", null),
                    () -> Stdio.file(null))) {
              assertThrows(NullPointerException.class, attempt);
            }
          }
        });
  }
}
