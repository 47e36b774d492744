package dev.rondo;

import org.jspecify.annotations.Nullable;

/// What a loop tells of where cancellations come from and where they arrive.
///
/// To look at the stack takes longer than all the rest of a cancellation, and an error's stack
/// trace is the largest thing that it leaves. So in each pass only the first requests know their
/// line and only the first errors have a trace, more than anybody reads; in debug mode all of them.
final class CancellationTraces {
  static final int IN_A_PASS = 100;

  private final Loop loop;
  private long pass;
  private int sites;
  private int errors;

  CancellationTraces(Loop loop) {
    this.loop = loop;
  }

  private void lookAtPass() {
    if (pass != loop.passes) {
      pass = loop.passes;
      sites = 0;
      errors = 0;
    }
  }

  /// A request made by the code that is running now.
  Cancellation request(@Nullable String reason) {
    lookAtPass();
    var task = Task.current();
    return new Cancellation(
        reason,
        task == null ? Thread.currentThread().getName() : task.name(),
        sites++ < IN_A_PASS || loop.debug() ? Cancellation.callSite() : null);
  }

  /// The error that carries out a request where a task waits.
  CancelledError error(@Nullable Cancellation cancellation) {
    lookAtPass();
    return new CancelledError(cancellation, errors++ < IN_A_PASS || loop.debug());
  }
}
