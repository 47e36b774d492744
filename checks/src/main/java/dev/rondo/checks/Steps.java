package dev.rondo.checks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs the steps of a program and logs their begin and end.
final class Steps {
  private final Trace trace;
  private final NestedSteps nested;
  private final LeafSteps leaves;

  Steps(Trace trace, Tasks tasks, Shared shared) {
    this.trace = trace;
    nested = new NestedSteps(this, trace, tasks, shared);
    leaves = new LeafSteps(trace, tasks, shared);
  }

  /// Runs steps; the result is that of the last one.
  @Nullable Object body(String who, List<Op> ops) throws Exception {
    Object value = null;
    for (var op : ops) {
      value = step(who, op);
    }
    return value;
  }

  private @Nullable Object step(String who, Op op) throws Exception {
    logBegin(who, op);
    Object value;
    try {
      value = NestedSteps.KINDS.contains(op.kind()) ? nested.run(who, op) : leaves.run(who, op);
    } catch (TooLongError endless) {
      throw endless;
    } catch (Throwable error) {
      trace.log(who, "!", op.kind(), ErrorText.of(error));
      throw error;
    }
    trace.log(who, "<", op.kind(), value == null ? "" : value);
    return value;
  }

  private void logBegin(String who, Op op) {
    var words = new ArrayList<@Nullable Object>();
    words.add(">");
    words.add(op.kind());
    op.arguments().stream().limit(2).filter(each -> !(each instanceof List)).forEach(words::add);
    trace.log(who, words.toArray());
  }
}
