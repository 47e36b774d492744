package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Trace;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A loop that is never idle, against CPython.
class OracleFairnessTest {
  private final Trace out = new Trace();

  @Test
  void aBusyLoopStillServesOtherThreadsTimersAndAllTasks_080() throws Exception {
    class Program {
      int turns;
      boolean stop;

      void spin() {
        turns++;
        if (!stop) {
          runningLoop().callSoon(this::spin);
        }
      }

      String receive(Pipe pipe) throws Exception {
        var buffer = ByteBuffer.allocate(1);
        pipe.source().read(buffer);
        return new String(buffer.array(), StandardCharsets.US_ASCII);
      }

      void main() throws Exception {
        var loop = runningLoop();
        loop.callSoon(this::spin);
        var pipe = Pipe.open();
        var receiver = createTask(() -> receive(pipe));
        yieldNow();
        pipe.sink().write(ByteBuffer.wrap("x".getBytes(StandardCharsets.US_ASCII)));
        out.print("I/O served while the ready queue is never empty:", receiver.await());
        pipe.source().close();
        pipe.sink().close();
        var before = loop.time();
        sleep(Duration.ofNanos(1)); // the clock is the real one, for a busy loop never waits for it
        var nanos = loop.time() - before;
        out.print("timer served:", nanos > 0 && nanos < Duration.ofMinutes(1).toNanos());
        var order = new StringBuilder();
        gather(Stream.of("a", "b", "c").map(name -> polite(name, order)).toList());
        out.print(order.toString(), "spinner ran meanwhile:", turns > 3);
        stop = true;
        var greedy = new ArrayList<String>();
        gather(
            () -> {
              for (var i = 0; i < 3; i++) {
                greedy.add("g" + i);
              }
            },
            () -> greedy.add("other"));
        out.print(greedy);
      }

      Awaitable<?> polite(String name, StringBuilder order) {
        return Awaitable.of(
            () -> {
              for (var i = 0; i < 3; i++) {
                order.append(name);
                yieldNow();
              }
            });
      }
    }

    Async.run(new Program()::main);
    Oracle.of("080_starvation_and_stop")
        .differs(
            "I/O served while the ready queue is never empty: b'x'",
            "I/O served while the ready queue is never empty: x",
            "Java has no literals for bytes")
        .matches(out);
  }
}
