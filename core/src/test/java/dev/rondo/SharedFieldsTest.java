package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Fields that threads share are volatile or final. The checks of interleavings take that for
/// granted: they would not notice if one was not.
class SharedFieldsTest {
  /// As in the table of `HACKING.md`.
  private record Shared(Class<?> type, List<String> fields) {}

  private static final List<Shared> SHARED =
      List.of(
          new Shared(HandIn.class, List.of("top")),
          new Shared(ParkingPoller.class, List.of("sleeper", "awake")),
          new Shared(
              Loop.class,
              List.of(
                  "handIn",
                  "clock",
                  "scheduler",
                  "poller",
                  "maker",
                  "thread",
                  "claimed",
                  "running",
                  "closed",
                  "interruptPending")),
          new Shared(Handle.class, List.of("loop", "forAllThreads", "cancelled")),
          new Shared(Scheduler.class, List.of("loop")),
          new Shared(JdkTimer.class, List.of("ran", "successor")),
          new Shared(ThreadCall.class, List.of("loop", "promise")));

  private static Stream<String> unsafe(Shared shared) {
    return shared.fields.stream()
        .filter(name -> !isSafe(shared.type, name))
        .map(name -> shared.type.getSimpleName() + "." + name);
  }

  private static boolean isSafe(Class<?> type, String name) {
    try {
      var modifiers = type.getDeclaredField(name).getModifiers();
      return Modifier.isVolatile(modifiers) || Modifier.isFinal(modifiers);
    } catch (NoSuchFieldException gone) {
      throw new AssertionError("the list above is out of date", gone);
    }
  }

  @Test
  void fieldsThatThreadsShareAreVolatileOrFinal() {
    assertEquals(List.of(), SHARED.stream().flatMap(SharedFieldsTest::unsafe).toList());
  }

  @Test
  void aPlainFieldIsFound() {
    assertEquals(
        List.of("Loop.escaped"),
        unsafe(new Shared(Loop.class, List.of("escaped", "closed"))).toList());
  }
}
