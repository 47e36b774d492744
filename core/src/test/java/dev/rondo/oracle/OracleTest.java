package dev.rondo.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The comparison itself; 026 stands for any program.
class OracleTest {
  private static final String PROGRAM = "026_await_self_and_cycles";
  private static final String REPEATS = "073_current_task";
  private static final String FIRST = "RuntimeError Task cannot await on itself";
  private static final List<String> REST =
      List.of("{'a': False, 'b': False}", "b cancelled", "a cancelled");
  private static final String LAST = "['CancelledError', 'CancelledError']";

  private static Trace trace(String first, String last) {
    var trace = new Trace();
    trace.print(first);
    REST.forEach(trace::print);
    trace.print(last);
    return trace;
  }

  @Test
  void anEqualTraceMatches() {
    Oracle.of(PROGRAM).matches(trace(FIRST, LAST));
  }

  @Test
  void aStatedDeviationMatches() {
    Oracle.of(PROGRAM).differs(FIRST, "other", "a reason").matches(trace("other", LAST));
  }

  @Test
  void aDeviationThatIsNotStatedFails() {
    var oracle = Oracle.of(PROGRAM);
    var error = assertThrows(AssertionError.class, () -> oracle.matches(trace(FIRST, "other")));
    assertTrue(String.valueOf(error.getMessage()).contains("in line 5"), error::getMessage);
  }

  @Test
  void aStatedDeviationThatDoesNotOccurFails() {
    var oracle = Oracle.of(PROGRAM).differs(FIRST, "other", "a reason");
    var error = assertThrows(AssertionError.class, () -> oracle.matches(trace(FIRST, LAST)));
    assertTrue(
        String.valueOf(error.getMessage()).contains("does not occur (a reason)"),
        error::getMessage);
  }

  @Test
  void aLineThatIsStatedToBeMissingMustBeMissing() {
    var oracle = Oracle.of(PROGRAM).lacks(FIRST, "a reason");
    assertThrows(AssertionError.class, () -> oracle.matches(trace(FIRST, LAST)));
  }

  @Test
  void aDeviationFromALineThatIsNotThereFails() {
    var oracle = Oracle.of(PROGRAM);
    assertThrows(AssertionError.class, () -> oracle.lacks("no such line", "a reason"));
  }

  @Test
  void aLineThatIsAddedComesBeforeTheOther() {
    var longer = new Trace();
    longer.print("more");
    trace(FIRST, LAST).lines().forEach(longer::print);
    Oracle.of(PROGRAM).adds("more", FIRST, "a reason").matches(longer);
    var oracle = Oracle.of(PROGRAM).adds("more", FIRST, "a reason");
    assertThrows(AssertionError.class, () -> oracle.matches(trace(FIRST, LAST)));
  }

  @Test
  void deviationsFromEqualLinesAreStatedInTheirOrder() {
    var twice = "RuntimeError no running event loop";
    var same = Oracle.linesOf(REPEATS);
    var first = same.indexOf(twice);
    var second = same.lastIndexOf(twice);
    var trace = new Trace();
    for (var i = 0; i < same.size(); i++) {
      trace.print(i == first ? "a" : i == second ? "b" : same.get(i));
    }
    Oracle.of(REPEATS)
        .differs(twice, "a", "a reason")
        .differs(twice, "b", "another")
        .matches(trace);
    var swapped = Oracle.of(REPEATS).differs(twice, "b", "a reason").differs(twice, "a", "another");
    assertThrows(AssertionError.class, () -> swapped.matches(trace));
  }

  @Test
  void asManyDeviationsAsThereAreEqualLinesMustBeStated() {
    var oracle = Oracle.of(PROGRAM).differs(FIRST, "a", "a reason").differs(FIRST, "b", "another");
    var error = assertThrows(AssertionError.class, () -> oracle.matches(trace("a", LAST)));
    assertTrue(
        String.valueOf(error.getMessage()).contains("1 times, but 2 deviations"),
        error::getMessage);
  }

  @Test
  void valuesAreWrittenAsPythonWritesThem() {
    assertEquals("None", Python.repr(null));
    assertEquals("[True, 1, 0.1, 'a']", Python.repr(List.of(true, 1, 0.1, "a")));
    assertEquals("()", Python.repr(Python.tuple()));
    assertEquals("('x',)", Python.repr(Python.tuple("x")));
    assertEquals("('x', None)", Python.repr(Python.tuple("x", null)));
    assertEquals("{'k': []}", Python.repr(Map.of("k", List.of())));
    assertEquals("\"it's\"", Python.repr("it's"));
    assertEquals("ValueError('v')", Python.repr(new ValueError("v")));
    assertEquals("plain", Python.str("plain"));
  }
}
