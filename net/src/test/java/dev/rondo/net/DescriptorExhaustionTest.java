package dev.rondo.net;

import static dev.rondo.Async.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A process without descriptors says so, once, serves whom it has, does not turn in circles, and
/// is as before when there are some again.
@EnabledOnOs(OS.LINUX) // for `ulimit`, and the directory of descriptors
@Timeout(120)
class DescriptorExhaustionTest {
  @Test
  void withoutDescriptorsOthersAreServedAndAllWorksAgainAfterwards() throws Exception {
    var command = new ArrayList<>(List.of("sh", "-c", "ulimit -n 100; exec \"$@\"", "sh"));
    command.addAll(TestJvm.command(DescriptorExhaustion.class));
    var options = ProcessOptions.PIPES.withStderr(Stdio.STDOUT);
    var lines =
        run(
            () -> {
              try (var process = Subprocess.exec(command, options)) {
                var output = process.communicate().stdoutText();
                assertEquals(0, process.waitFor(), output);
                return output.lines().toList();
              }
            });
    assertEquals(
        List.of(
            "connect: refused, then connected",
            "subprocess: refused, then started",
            "selector: refused, then connected",
            "accept: reported 1 times, then served",
            "accept: few rounds",
            "descriptors left: 0"),
        lines);
  }
}
