package dev.rondo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tasks that belong to a block of code: the block ends when all of them have ended.
///
/// {@snippet class=dev.rondo.SnippetsTest region=task_group}
///
/// Made by [Async#taskGroup(TaskGroup.Body)]. Unless [GroupOptions] say otherwise, the first
/// failure of a task cancels the other tasks and the block; the group then throws that failure,
/// with the others suppressed on it, in the order in which they came. A task that was merely
/// cancelled fails nobody.
///
/// @threads the coroutines of one loop while the block runs
/// @asyncio `asyncio.TaskGroup`
public final class TaskGroup {
  /*
   * Overview.
   *
   * `children` are the tasks that the block must wait for, `background` those that end with it. Both lose a
   * task when its done callback runs, one pass after the task ended, as in asyncio. While the block waits
   * for them it waits for `drained`, again and again, for it may be cancelled any number of times meanwhile.
   *
   * When a child asks for the end while the block's own code is still running, the group cancels the task
   * of the block and remembers that in `request`; at the end it takes that request back. Somebody outside
   * may cancel the task of the block as well, before or after, and that must get through.
   */

  /// A block of code with a group.
  ///
  /// @param <T> the type of its result
  @FunctionalInterface
  public interface Body<T extends @Nullable Object> {
    /// Runs the block.
    ///
    /// @param group the group, for this block only
    /// @return the result
    /// @throws Exception whatever the block throws
    T run(TaskGroup group) throws Exception;
  }

  /// A block of code with a group and without a result.
  @FunctionalInterface
  public interface Block {
    /// Runs the block.
    ///
    /// @param group the group, for this block only
    /// @throws Exception whatever the block throws
    void run(TaskGroup group) throws Exception;
  }

  /// A task that says when it is ready.
  ///
  /// @param <R> the type of what it says
  @FunctionalInterface
  public interface Service<R extends @Nullable Object> {
    /// Runs the task.
    ///
    /// @param ready to be called once, when the task is ready
    /// @throws Exception whatever the task throws
    void run(Ready<R> ready) throws Exception;
  }

  /// How a [Service] says that it is ready.
  ///
  /// @param <R> the type of what it says
  @FunctionalInterface
  public interface Ready<R extends @Nullable Object> {
    /// Says that the task is ready.
    ///
    /// @param value what [TaskGroup#start(Service)] returns
    /// @throws IllegalStateException if called twice
    void started(R value);
  }

  private final Task<?> parent;
  private final GroupOptions options;
  private final @Nullable Semaphore permits;

  /// The time limits around the group, which its tasks are under as well.
  private final @Nullable Timeout limits;

  private final Set<Task<?>> children = new LinkedHashSet<>();
  private final Set<Task<?>> background = new LinkedHashSet<>();
  private final List<Throwable> errors = new ArrayList<>();
  private final Event closing = new Event();
  private @Nullable Promise<@Nullable Void> drained;
  private Set<Task<?>> drainedSet = children;
  private @Nullable Task<?> winner;
  private boolean exiting;
  private boolean ended;
  private boolean aborting;

  /// What the group asked of the task of its block, null if it did not.
  private @Nullable Cancellation request;

  /// How many requests the task of the block had when the block began.
  private final int requestsBefore;

  /// Whether there was one that was not delivered; whatever happens, it must not be lost.
  private final boolean pendingBefore;

  private TaskGroup(Task<?> parent, GroupOptions options) {
    this.parent = parent;
    this.options = options;
    this.limits = parent.innermostTimeout;
    this.permits = options.limit() == 0 ? null : new Semaphore(options.limit());
    this.requestsBefore = parent.cancelRequestsLeft();
    this.pendingBefore = parent.pendingCancellation() != null;
  }

  static <T extends @Nullable Object> T run(GroupOptions options, Body<T> body) throws Exception {
    var group = new TaskGroup(Task.requireCurrent("taskGroup"), options);
    group.parent.blocks++;
    try {
      T result;
      try {
        result = body.run(group);
      } catch (Throwable failure) {
        group.end(failure);
        return noResult(); // the group itself has cancelled its block, and took that back
      }
      group.end(null);
      return result;
    } finally {
      group.parent.blocks--;
    }
  }

  @SuppressWarnings({
    "NullAway",
    "TypeParameterUnusedInFormals"
  }) // said in the contract of cancel()
  private static <T extends @Nullable Object> T noResult() {
    return null;
  }

  /* ---- tasks ---- */

  /// Starts a task in this group at the next pass of the loop.
  ///
  /// Any coroutine of the loop may do so while the block runs or waits for tasks.
  ///
  /// @param body the coroutine
  /// @param <T> the type of its result
  /// @return its task
  /// @throws IllegalStateException if the group has ended or is shutting down
  /// @suspends never
  /// @asyncio `TaskGroup.create_task`
  public <T extends @Nullable Object> Task<T> createTask(Awaitable<T> body) {
    return add(children, null, null, body);
  }

  /// Starts a task without a result in this group, see [#createTask(Awaitable)].
  ///
  /// @param body the coroutine
  /// @return its task
  /// @throws IllegalStateException if the group has ended or is shutting down
  /// @suspends never
  /// @asyncio `TaskGroup.create_task`
  public Task<@Nullable Void> createTask(Action body) {
    return createTask(Awaitable.of(Arguments.notNull(body, "body")));
  }

  /// Starts a task with a name in this group, see [#createTask(Awaitable)].
  ///
  /// @param name the task's name, for people
  /// @param body the coroutine
  /// @param <T> the type of its result
  /// @return its task
  /// @throws IllegalStateException if the group has ended or is shutting down
  /// @suspends never
  /// @asyncio `TaskGroup.create_task(name=...)`
  public <T extends @Nullable Object> Task<T> createTask(String name, Awaitable<T> body) {
    return add(children, Arguments.notNull(name, "name"), null, body);
  }

  /// Starts a task without a result, with a name, in this group, see [#createTask(Awaitable)].
  ///
  /// @param name the task's name, for people
  /// @param body the coroutine
  /// @return its task
  /// @throws IllegalStateException if the group has ended or is shutting down
  /// @suspends never
  /// @asyncio `TaskGroup.create_task(name=...)`
  public Task<@Nullable Void> createTask(String name, Action body) {
    return createTask(name, Awaitable.of(Arguments.notNull(body, "body")));
  }

  /// Starts a task that serves the others: it is cancelled when the block and all other tasks have
  /// ended.
  ///
  /// @param body the coroutine
  /// @return its task
  /// @throws IllegalStateException if the group has ended or is shutting down
  /// @suspends never
  /// @asyncio none
  public Task<@Nullable Void> createBackgroundTask(Action body) {
    return add(background, null, null, Awaitable.of(Arguments.notNull(body, "body")));
  }

  /// Starts a task and waits until it says that it is ready.
  ///
  /// {@snippet class=dev.rondo.SnippetsTest region=group_start}
  ///
  /// @param service the coroutine
  /// @param <R> the type of what it says
  /// @return what it said
  /// @throws Exception what the task threw before it was ready; that does not fail the group
  /// @throws IllegalStateException if the task ended without being ready, or the group has ended or
  ///   is shutting down
  /// @suspends until the task is ready
  /// @cancel cancels the task
  /// @asyncio none
  public <R extends @Nullable Object> R start(Service<R> service) throws Exception {
    Arguments.notNull(service, "service");
    Task.requireCurrent("start");
    var start = new ServiceStart<>(parent.loop, service);
    var task = add(children, null, start, Awaitable.of(start::run));
    try {
      return start.ready().await();
    } catch (CancelledError error) {
      var _ = task.cancel("the start was cancelled");
      throw error;
    }
  }

  private <T extends @Nullable Object> Task<T> add(
      Set<Task<?>> kind,
      @Nullable String name,
      @Nullable ServiceStart<?> start,
      Awaitable<T> body) {
    Arguments.notNull(body, "body");
    parent.loop.checkThread("createTask");
    if (ended || (exiting && children.isEmpty())) {
      throw new IllegalStateException("TaskGroup is finished");
    }
    if (aborting || closing.isSet()) {
      throw new IllegalStateException("TaskGroup is shutting down");
    }
    var limited = permits == null || kind == background ? body : inTurn(permits, body);
    var whole = limits == null ? limited : within(limits, limited);
    var task = name == null ? parent.loop.createTask(whole) : parent.loop.createTask(name, whole);
    kind.add(task);
    task.addDoneCallback(_ -> childDone(task, start));
    return task;
  }

  private static <T extends @Nullable Object> Awaitable<T> within(
      Timeout limits, Awaitable<T> body) {
    return () -> {
      Task.requireCurrent("await").innermostTimeout = limits;
      return body.await();
    };
  }

  private static <T extends @Nullable Object> Awaitable<T> inTurn(
      Semaphore permits, Awaitable<T> body) {
    return () -> {
      try (var _ = permits.hold()) {
        return body.await();
      }
    };
  }

  private void childDone(Task<?> task, @Nullable ServiceStart<?> start) {
    var inBackground = background.remove(task);
    children.remove(task);
    if (drained != null && drainedSet.isEmpty() && !drained.isDone()) {
      drained.succeed(null);
    }
    if ((start != null && start.failed(task)) || task.isCancelled()) {
      return;
    }
    switch (options.policy()) {
      case FAIL_FAST -> {
        if (noteFailure(task)) {
          abortWithBlock("another task of the group failed");
        }
      }
      case COLLECT -> noteFailure(task);
      case SUPERVISE -> {
        // Whoever looks at the task sees the failure; if nobody does, the loop reports it.
      }
      case FIRST_SUCCESS -> {
        if (!noteFailure(task) && !inBackground && winner == null) {
          winner = task;
          abortWithBlock("another task of the group succeeded");
        }
      }
    }
  }

  private boolean noteFailure(Task<?> task) {
    var failure = task.takeFailure();
    if (failure == null) {
      return false;
    }
    errors.add(failure);
    return true;
  }

  /// {@return the tasks of this group that have not ended, oldest first; without those in the
  /// background}
  public Set<Task<?>> tasks() {
    parent.loop.checkThread("tasks");
    return notDone(children);
  }

  /// What the block waits for while it joins its tasks, for [CallGraph].
  Set<Task<?>> drained() {
    return notDone(drainedSet);
  }

  private static Set<Task<?>> notDone(Set<Task<?>> tasks) {
    var left = new LinkedHashSet<>(tasks);
    left.removeIf(Task::isDone);
    return left;
  }

  /// {@return the task that succeeded first, under the policy [GroupOptions.Policy#FIRST_SUCCESS]}
  public Optional<Task<?>> winner() {
    parent.loop.checkThread("winner");
    return Optional.ofNullable(winner);
  }

  /* ---- the end ---- */

  /// Ends the group early, without an error: cancels its tasks and its block.
  ///
  /// The block's own result is lost if it has none yet; then the group throws nothing and returns
  /// null. Calling it again has no effect. If somebody else cancels the task of the block as well,
  /// the group ends with that [CancelledError].
  ///
  /// @suspends never
  /// @asyncio `TaskGroup.cancel` of 3.15
  public void cancel() {
    parent.loop.checkThread("cancel");
    if (!ended) {
      abortWithBlock("the group was cancelled");
    }
  }

  /// Ends the group in good order: refuses new tasks, tells those that ask [#closing()], waits for
  /// them, and cancels those that are late.
  ///
  /// {@snippet class=dev.rondo.SnippetsTest region=group_shutdown}
  ///
  /// A task that refuses to be cancelled is awaited all the same. Tasks in the background end with
  /// the group, as always; a caller that is a task of the group itself is not waited for.
  ///
  /// @param grace how long they may take; zero and less give them one turn
  /// @return those that were late, oldest first, each as it was when its grace ran out: what it
  ///   waited for, since when, and at which line. All have ended by then; how, their tasks tell
  /// @throws IllegalStateException if the caller is not a coroutine
  /// @suspends until all have ended
  /// @cancel the tasks are left alone, those that were late stay cancelled; the group goes on
  ///   refusing new ones
  /// @asyncio none
  public List<CallGraph> shutdown(Duration grace) {
    Arguments.notNull(grace, "grace");
    var self = Task.requireCurrent("shutdown");
    parent.loop.checkThread("shutdown");
    closing.set();
    var others = children.stream().filter(task -> task != self).toList();
    if (Timeout.inTime(grace, () -> Waiting.untilDone(parent.loop, others))) {
      return List.of();
    }
    var late = others.stream().filter(task -> !task.isDone()).toList();
    var report = CallGraph.of(late);
    var cancellation = parent.loop.traces.request("the grace period is over");
    late.forEach(task -> CancelWalk.cancel(task, cancellation));
    Waiting.untilDone(parent.loop, late);
    return report;
  }

  /// {@return an event that is set when [#shutdown(Duration)] is called, for tasks that end on
  /// request}
  public Event closing() {
    return closing;
  }

  private void abort(String reason) {
    aborting = true;
    var cancellation = new Cancellation(reason, parent.name(), null);
    for (var child : List.copyOf(children)) {
      CancelWalk.cancel(child, cancellation);
    }
  }

  private void abortWithBlock(String reason) {
    if (aborting) {
      return;
    }
    abort(reason);
    if (!parent.isDone()) {
      request = new Cancellation(reason, parent.name(), null);
      CancelWalk.cancel(parent, request);
    }
  }

  /// What asyncio's `__aexit__` does. Returns if the group ends without an error.
  private void end(@Nullable Throwable failure) throws Exception {
    exiting = true;
    var cancelled = failure instanceof CancelledError error ? error : null;
    if (failure != null && !aborting) {
      abort("the block of the group ended with " + failure.getClass().getName());
    }
    while (!children.isEmpty()) {
      cancelled = drain(children, cancelled);
      if (cancelled != null && !aborting) {
        abort("the block of the group was cancelled");
      }
    }
    while (!background.isEmpty()) {
      var cancellation = new Cancellation("the group ends", parent.name(), null);
      background.forEach(task -> CancelWalk.cancel(task, cancellation));
      cancelled = drain(background, cancelled);
    }
    ended = true;
    if (request != null && !isCancelledByOthers(parent.uncancel())) {
      cancelled = null;
      parent.withdraw(request);
    }
    if (winner != null) {
      errors.clear();
    }
    if (failure != null && !(failure instanceof CancelledError)) {
      errors.add(failure);
    }
    if (cancelled != null && errors.isEmpty()) {
      throw cancelled;
    }
    if (!errors.isEmpty()) {
      if (parent.cancelRequestsLeft() > 0) {
        // Somebody else cancelled the block as well. The failure goes first; the request must not
        // get lost.
        parent.uncancel();
        CancelWalk.cancel(
            parent, new Cancellation("cancelled while a group failed", parent.name(), null));
      }
      throw first(errors);
    }
  }

  /// Waits until the tasks are gone or the wait is cancelled.
  ///
  /// @param before the error with which an earlier wait was cancelled
  /// @return the error with which it was cancelled first by anybody else than this group, else by
  ///   this group
  private @Nullable CancelledError drain(Set<Task<?>> tasks, @Nullable CancelledError before) {
    drainedSet = tasks;
    var promise = new Promise<@Nullable Void>(parent.loop, this);
    drained = promise;
    try {
      promise.awaitSignal();
      return before;
    } catch (CancelledError error) {
      return before == null || isOurs(before) ? error : before;
    } finally {
      drained = null;
    }
  }

  private boolean isOurs(CancelledError error) {
    return request != null && error.cancellation() == request;
  }

  /// Whether there is a request of somebody else that was not answered when the block began.
  private boolean isCancelledByOthers(int requestsLeft) {
    return requestsLeft > requestsBefore || (pendingBefore && requestsLeft > 0);
  }

  private static RuntimeException first(List<Throwable> errors) {
    var first = errors.getFirst();
    var seen = Collections.<Throwable>newSetFromMap(new IdentityHashMap<>());
    seen.add(first);
    for (var other : errors) {
      if (seen.add(other)) {
        first.addSuppressed(other);
      }
    }
    return Throwing.asUnchecked(first);
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "TaskGroup["
        + children.size()
        + " tasks"
        + (errors.isEmpty() ? "" : ", " + errors.size() + " errors")
        + (aborting ? ", cancelling" : exiting ? ", waiting" : "")
        + "]";
  }
}
