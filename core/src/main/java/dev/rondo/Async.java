package dev.rondo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The functions of asyncio, to be imported statically.
///
/// {@snippet class=dev.rondo.SnippetsTest region=gather}
///
/// A function that waits returns when it is done: there is no coroutine object to forget. To start
/// something without waiting for it, use [#createTask(Awaitable)].
///
/// Null arguments get a [NullPointerException] that names them. Functions that wait throw
/// [IllegalStateException] when the caller is not a coroutine.
///
/// @asyncio the functions of the module `asyncio`
public final class Async {
  private Async() {}

  /* ---- running ---- */

  /// Runs a coroutine on a new loop and returns its result.
  ///
  /// When it returns, every task that was started is done: what the coroutine left over was
  /// cancelled and awaited, and what failed meanwhile was reported to the loop's exception handler.
  /// May be called again and again, and by several threads at once. On interrupts and Ctrl-C see
  /// [Runner#run(Awaitable)].
  ///
  /// @param main the coroutine
  /// @param <T> the type of its result
  /// @return the result
  /// @throws Exception what `main` throws
  /// @throws CancelledError if it was cancelled
  /// @throws IllegalStateException if the caller is a coroutine or a callback of a loop: call
  ///   `main` directly there
  /// @throws UnsupportedOperationException if this JVM does not let coroutines be scheduled; the
  ///   message names the flag that helps
  /// @threads any that runs no loop; a virtual one lends the loop a platform thread and waits for
  ///   it
  /// @asyncio `asyncio.run`
  public static <T extends @Nullable Object> T run(Awaitable<T> main) throws Exception {
    Arguments.notNull(main, "main");
    try (var runner = new Runner()) {
      return runner.run(main);
    }
  }

  /// Runs a coroutine without a result on a new loop, see [#run(Awaitable)].
  ///
  /// @param main the coroutine
  /// @throws Exception what `main` throws
  /// @threads any that runs no loop
  /// @asyncio `asyncio.run`
  public static void run(Action main) throws Exception {
    run(Awaitable.of(Arguments.notNull(main, "main")));
  }

  /// {@return the loop that runs the caller}
  ///
  /// @throws IllegalStateException if the caller is neither a coroutine nor a callback
  /// @asyncio `asyncio.get_running_loop`
  public static Loop runningLoop() {
    var loop = here();
    loop.escaped = true;
    return loop;
  }

  /// The running loop, for functions that do not hand it out.
  private static Loop here() {
    var task = Task.current();
    var loop = task != null ? task.loop : Loop.ofThisThread();
    if (loop == null) {
      throw new IllegalStateException(
          "no running event loop in thread "
              + Thread.currentThread().getName()
              + "; put the code into Async.run");
    }
    return loop;
  }

  /* ---- tasks ---- */

  /// Starts a coroutine at the next pass of the loop, without waiting for it.
  ///
  /// The loop holds the task until it is done. A failure that nobody looks at is reported to the
  /// loop's exception handler.
  ///
  /// @param body the coroutine
  /// @param <T> the type of its result
  /// @return its task
  /// @throws IllegalStateException if the caller is neither a coroutine nor a callback
  /// @threads coroutines and callbacks
  /// @asyncio `asyncio.create_task`
  public static <T extends @Nullable Object> Task<T> createTask(Awaitable<T> body) {
    return here().createTask(body);
  }

  /// Starts a coroutine without a result, see [#createTask(Awaitable)].
  ///
  /// @param body the coroutine
  /// @return its task
  /// @asyncio `asyncio.create_task`
  public static Task<@Nullable Void> createTask(Action body) {
    return createTask(Awaitable.of(Arguments.notNull(body, "body")));
  }

  /// Starts a coroutine with a name, see [#createTask(Awaitable)].
  ///
  /// @param name the task's name, for people
  /// @param body the coroutine
  /// @param <T> the type of its result
  /// @return its task
  /// @asyncio `asyncio.create_task(name=...)`
  public static <T extends @Nullable Object> Task<T> createTask(String name, Awaitable<T> body) {
    return here().createTask(name, body);
  }

  /// Starts a coroutine without a result, with a name, see [#createTask(Awaitable)].
  ///
  /// @param name the task's name, for people
  /// @param body the coroutine
  /// @return its task
  /// @asyncio `asyncio.create_task(name=...)`
  public static Task<@Nullable Void> createTask(String name, Action body) {
    return createTask(name, Awaitable.of(Arguments.notNull(body, "body")));
  }

  /// Starts a coroutine with options, see [#createTask(Awaitable)].
  ///
  /// @param options how to create it
  /// @param body the coroutine
  /// @param <T> the type of its result
  /// @return its task
  /// @asyncio `asyncio.create_task`
  public static <T extends @Nullable Object> Task<T> createTask(
      TaskOptions options, Awaitable<T> body) {
    return here().createTask(options, body);
  }

  /// {@return the task that calls}
  ///
  /// @throws IllegalStateException if the caller is not a coroutine
  /// @threads coroutines
  /// @asyncio `asyncio.current_task`
  public static Task<?> currentTask() {
    return Task.requireCurrent("currentTask");
  }

  /// {@return the tasks of the running loop that are not done, oldest first}
  ///
  /// @threads coroutines and callbacks
  /// @asyncio `asyncio.all_tasks`
  public static Set<Task<?>> allTasks() {
    return new LinkedHashSet<>(here().tasks.toList());
  }

  /// {@return who awaits whom among the tasks of the running loop: those that wait for no other
  /// task, with those that wait for them below}
  ///
  /// @threads coroutines and callbacks
  /// @asyncio `asyncio.capture_call_graph`
  public static List<CallGraph> captureCallGraph() {
    return CallGraph.of(here());
  }

  /// Prints who awaits whom among the tasks of the running loop to the standard error stream.
  ///
  /// @threads coroutines and callbacks
  /// @asyncio `asyncio.print_call_graph`
  public static void printCallGraph() {
    captureCallGraph().forEach(System.err::print);
  }

  /* ---- waiting ---- */

  /// Awaits something and returns its result.
  ///
  /// @param awaitable a task, a promise, a coroutine, or an object of a class of your own
  /// @param <T> the type of the result
  /// @return the result
  /// @throws Exception what the awaited throws, the very object
  /// @suspends if the result is not there yet
  /// @cancel is up to what is awaited
  /// @threads coroutines
  /// @asyncio `await x`
  public static <T extends @Nullable Object> T await(Awaitable<T> awaitable) throws Exception {
    Arguments.notNull(awaitable, "awaitable");
    Task.requireCurrent("await");
    return awaitable.await();
  }

  /// Awaits a stage, for example a [CompletableFuture], and returns its result.
  ///
  /// @param stage what to wait for; any thread may complete it
  /// @param <T> the type of the result
  /// @return the result
  /// @throws Exception what the stage failed with, taken out of its
  ///   [java.util.concurrent.CompletionException]
  /// @throws CancelledError if the stage was cancelled
  /// @suspends if the stage is not done
  /// @cancel cancels the stage, as far as it can be cancelled
  /// @threads coroutines
  /// @asyncio `await asyncio.wrap_future(future)`
  public static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
    Arguments.notNull(stage, "stage");
    return Stages.await(Task.requireCurrent("await"), stage);
  }

  /// Waits for a while.
  ///
  /// @param delay how long; zero and less give up the turn once, as [#yieldNow()] does
  /// @throws CancelledError if the task is cancelled meanwhile
  /// @suspends always
  /// @cancel leaves nothing behind
  /// @threads coroutines
  /// @asyncio `asyncio.sleep`
  public static void sleep(Duration delay) {
    var nanos = Arguments.nanos(delay, "delay");
    var task = Task.requireCurrent("sleep");
    if (nanos <= 0) {
      yieldNow(task);
      return;
    }
    var loop = task.loop;
    var sleep = new Sleep(task, Arguments.deadline(loop.now(), nanos));
    loop.timers.add(sleep);
    try {
      task.suspend(sleep);
    } catch (Throwable notSuspended) {
      loop.timers.cancel(sleep);
      throw notSuspended;
    }
    sleep.finish();
  }

  /// Gives up the turn: everything that is ready runs before the caller goes on.
  ///
  /// @throws CancelledError if the task is cancelled meanwhile
  /// @suspends always; without a switch if nothing else is ready
  /// @cancel leaves nothing behind
  /// @threads coroutines
  /// @asyncio `asyncio.sleep(0)`, and a bare `yield` in `__await__`
  public static void yieldNow() {
    yieldNow(Task.requireCurrent("yieldNow"));
  }

  private static void yieldNow(Task<?> task) {
    if (task.isUndisturbed() && task.loop.isIdleOtherwise()) {
      task.loop.passes++;
      return;
    }
    task.loop.ready(task);
    try {
      task.suspend(null);
    } catch (Throwable notSuspended) {
      task.loop.notReady(task);
      throw notSuspended;
    }
    task.throwIfCancelled(false);
  }

  /// Runs coroutines at the same time and returns their results, in the order of the arguments.
  ///
  /// Each becomes a task; tasks and promises are taken as they are, and one that is given twice is
  /// awaited once. The first failure is thrown at once; the others go on.
  ///
  /// @param awaitables what to run
  /// @param <T> the type of the results
  /// @return the results, unmodifiable
  /// @throws Exception what the first that failed threw
  /// @throws CancelledError if one of them was cancelled, or the caller
  /// @throws IllegalArgumentException if a task or promise belongs to another loop
  /// @suspends unless everything is done already
  /// @cancel cancels all that are not done, and ends when the first of them has ended; the others
  ///   may still be cleaning up
  /// @threads coroutines
  /// @asyncio `asyncio.gather`
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> List<T> gather(Awaitable<? extends T>... awaitables)
      throws Exception {
    return gather(Arrays.asList(Arguments.notNull(awaitables, "awaitables")));
  }

  /// Runs coroutines without results at the same time, see [#gather(Awaitable...)].
  ///
  /// @param actions what to run
  /// @throws Exception what the first that failed threw
  /// @suspends unless there are none
  /// @cancel cancels all that are not done, and ends when the first of them has ended
  /// @threads coroutines
  /// @asyncio `asyncio.gather`
  public static void gather(Action... actions) throws Exception {
    gather(Arrays.stream(Arguments.notNull(actions, "actions")).map(Awaitable::of).toList());
  }

  /// Runs coroutines at the same time and returns their results, see [#gather(Awaitable...)].
  ///
  /// @param awaitables what to run
  /// @param <T> the type of the results
  /// @return the results in the order of the collection, unmodifiable
  /// @throws Exception what the first that failed threw
  /// @suspends unless everything is done already
  /// @cancel cancels all that are not done, and ends when the first of them has ended
  /// @threads coroutines
  /// @asyncio `asyncio.gather`
  public static <T extends @Nullable Object> List<T> gather(
      Collection<? extends Awaitable<? extends T>> awaitables) throws Exception {
    var task = Task.requireCurrent("gather");
    return Gathering.<T>ofResults(task.loop, ensureAll(task.loop, awaitables)).await();
  }

  /// Runs coroutines at the same time and returns how each ended, in the order of the arguments. A
  /// failure does not end the waiting.
  ///
  /// {@snippet class=dev.rondo.SnippetsTest region=gather_outcomes}
  ///
  /// @param awaitables what to run
  /// @param <T> the type of the results
  /// @return how each ended, unmodifiable
  /// @throws CancelledError if the caller is cancelled
  /// @throws IllegalArgumentException if a task or promise belongs to another loop
  /// @suspends unless everything is done already
  /// @cancel cancels all that are not done, and ends when all have ended
  /// @threads coroutines
  /// @asyncio `asyncio.gather(return_exceptions=True)`
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> List<Outcome<T>> gatherOutcomes(
      Awaitable<? extends T>... awaitables) {
    return gatherOutcomes(Arrays.asList(Arguments.notNull(awaitables, "awaitables")));
  }

  /// Runs coroutines at the same time and returns how each ended, see
  /// [#gatherOutcomes(Awaitable...)].
  ///
  /// @param awaitables what to run
  /// @param <T> the type of the results
  /// @return how each ended, in the order of the collection, unmodifiable
  /// @throws CancelledError if the caller is cancelled
  /// @suspends unless everything is done already
  /// @cancel cancels all that are not done, and ends when all have ended
  /// @threads coroutines
  /// @asyncio `asyncio.gather(return_exceptions=True)`
  public static <T extends @Nullable Object> List<Outcome<T>> gatherOutcomes(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    var task = Task.requireCurrent("gatherOutcomes");
    try {
      return Gathering.<T>ofOutcomes(task.loop, ensureAll(task.loop, awaitables)).await();
    } catch (Exception impossible) {
      throw Throwing.asUnchecked(impossible);
    }
  }

  private static <T extends @Nullable Object> List<Deferred<? extends T>> ensureAll(
      Loop loop, Collection<? extends Awaitable<? extends T>> awaitables) {
    loop.checkAll(Arguments.notNull(awaitables, "awaitables"));
    var all = new ArrayList<Deferred<? extends T>>(awaitables.size());
    for (var awaitable : awaitables) {
      all.add(loop.ensureDeferred(awaitable));
    }
    return all;
  }

  /// Awaits something that goes on when the caller is cancelled.
  ///
  /// @param awaitable a coroutine, which becomes a task of its own, or a task or promise
  /// @param <T> the type of the result
  /// @return the result
  /// @throws Exception what the awaited throws
  /// @throws CancelledError if the caller is cancelled, or what is awaited
  /// @throws IllegalArgumentException if a task or promise belongs to another loop
  /// @suspends if the result is not there yet
  /// @cancel ends the waiting at once and leaves what is awaited running
  /// @threads coroutines
  /// @asyncio `asyncio.shield`
  public static <T extends @Nullable Object> T shield(Awaitable<T> awaitable) throws Exception {
    Arguments.notNull(awaitable, "awaitable");
    var loop = Task.requireCurrent("shield").loop;
    return Shield.await(loop.ensureDeferred(awaitable));
  }

  /// Waits until some or all of the given tasks and promises are done. Cancels nothing, and throws
  /// nothing that they threw.
  ///
  /// @param condition what to wait for
  /// @param deferreds tasks and promises; what is given twice counts once
  /// @param <T> the type of their results
  /// @return which are done and which are not, each in the order of the arguments
  /// @throws IllegalArgumentException if there are none, or one belongs to another loop
  /// @suspends always
  /// @cancel leaves the tasks alone
  /// @threads coroutines
  /// @asyncio `asyncio.wait`
  public static <T extends @Nullable Object> DoneAndPending<T> waitUntil(
      ReturnWhen condition, Collection<? extends Deferred<T>> deferreds) {
    var loop = Task.requireCurrent("waitUntil").loop;
    return Waiting.until(condition, loop, deferreds, null);
  }

  /// Waits until some or all of the given tasks and promises are done, but not for ever, see
  /// [#waitUntil(ReturnWhen, Collection)]. That the time is over is no error.
  ///
  /// @param condition what to wait for
  /// @param deferreds tasks and promises; what is given twice counts once
  /// @param limit how long to wait at most
  /// @param <T> the type of their results
  /// @return which are done and which are not, each in the order of the arguments
  /// @throws IllegalArgumentException if there are none, or one belongs to another loop
  /// @suspends always
  /// @cancel leaves the tasks alone
  /// @threads coroutines
  /// @asyncio `asyncio.wait(timeout=...)`
  public static <T extends @Nullable Object> DoneAndPending<T> waitUntil(
      ReturnWhen condition, Collection<? extends Deferred<T>> deferreds, Duration limit) {
    var loop = Task.requireCurrent("waitUntil").loop;
    return Waiting.until(condition, loop, deferreds, Arguments.notNull(limit, "limit"));
  }

  /// Runs coroutines at the same time and hands out their tasks as they are done, the first one
  /// first.
  ///
  /// {@snippet class=dev.rondo.SnippetsTest region=as_completed}
  ///
  /// For a time limit put the loop over the result into [#timeout(Duration, Awaitable)].
  ///
  /// @param awaitables what to run; tasks and promises are taken as they are
  /// @param <T> the type of the results
  /// @return for one loop; its iterator waits in `next` and may be left and taken up again
  /// @throws IllegalArgumentException if a task or promise belongs to another loop
  /// @suspends never; the iterator does
  /// @cancel leaves the tasks alone
  /// @threads coroutines
  /// @asyncio `asyncio.as_completed`
  public static <T extends @Nullable Object> Iterable<Deferred<? extends T>> asCompleted(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    var loop = Task.requireCurrent("asCompleted").loop;
    var completions = new Completions<T>(Async.<T>ensureAll(loop, awaitables));
    return () -> completions;
  }

  /// Awaits something with a time limit. When the time is over it is cancelled and awaited, and
  /// then a [java.util.concurrent.TimeoutException] is thrown; so it may take longer than the
  /// limit.
  ///
  /// @param awaitable what to await; a coroutine runs in the caller's task. With a limit of zero or
  ///   less it does not start
  /// @param limit how long to wait at most
  /// @param <T> the type of the result
  /// @return the result, also if it came as an answer to the cancellation
  /// @throws java.util.concurrent.TimeoutException if the time was over
  /// @throws Exception what the awaited throws
  /// @suspends if the result is not there yet
  /// @cancel cancels what is awaited and waits for its end; not for that of what the limit has
  ///   cancelled already because it is zero or less
  /// @threads coroutines
  /// @asyncio `asyncio.wait_for`
  public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, Duration limit)
      throws Exception {
    Arguments.notNull(awaitable, "awaitable");
    return Waiting.waitFor(Task.requireCurrent("waitFor").loop, awaitable, limit);
  }

  /// Cancels a task or promise and waits until it has ended.
  ///
  /// @param deferred what to cancel
  /// @param <T> the type of its result
  /// @return how it ended: it may have refused
  /// @throws CancelledError if the caller is cancelled
  /// @throws IllegalStateException if it is the calling task
  /// @suspends if it is not done
  /// @cancel ends the waiting; the request stays
  /// @threads coroutines
  /// @asyncio none
  public static <T extends @Nullable Object> Outcome<T> cancelAndWait(Deferred<T> deferred) {
    Arguments.notNull(deferred, "deferred");
    var task = Task.requireCurrent("cancelAndWait");
    if (deferred == task) {
      throw new IllegalStateException("Task cannot await on itself: " + task);
    }
    task.loop.checkOwn(deferred);
    return Waiting.cancelAndWait(deferred);
  }

  /* ---- time limits ---- */

  /// Runs code with a time limit.
  ///
  /// {@snippet class=dev.rondo.SnippetsTest region=timeout}
  ///
  /// When the time is over the caller is cancelled inside of `body`, and the [CancelledError] that
  /// comes out of it becomes a [java.util.concurrent.TimeoutException]. Code that does not wait is
  /// not interrupted. A cancellation by others stays one. What the code waited for did not happen
  /// then, as with every cancellation, see [dev.rondo].
  ///
  /// Limits nest as deep as the stack of the thread that runs the loop allows: about a thousand for
  /// each megabyte, of which there is one unless `-Xss` or the maker of the thread says otherwise.
  /// A coroutine can wait only with as much on its stack as the garbage collector can set aside;
  /// with G1 that is half a region (`-XX:G1HeapRegionSize`). Beyond either limit a
  /// [StackOverflowError] ends the code like any other error; the limits that it passes are called
  /// off, and the task may go on.
  ///
  /// @param delay how long the code may take; zero and less end it at its first wait
  /// @param body the code; it runs in the caller's task
  /// @param <T> the type of its result
  /// @return its result
  /// @throws java.util.concurrent.TimeoutException if the time was over
  /// @throws Exception what `body` throws
  /// @suspends if `body` does
  /// @cancel is up to `body`
  /// @threads coroutines
  /// @asyncio `asyncio.timeout`
  public static <T extends @Nullable Object> T timeout(Duration delay, Awaitable<T> body)
      throws Exception {
    Arguments.notNull(body, "body");
    return Timeout.in(delay, _ -> body.await());
  }

  /// Runs code without a result with a time limit, see [#timeout(Duration, Awaitable)].
  ///
  /// @param delay how long the code may take
  /// @param body the code
  /// @throws java.util.concurrent.TimeoutException if the time was over
  /// @throws Exception what `body` throws
  /// @suspends if `body` does
  /// @cancel is up to `body`
  /// @threads coroutines
  /// @asyncio `asyncio.timeout`
  public static void timeout(Duration delay, Action body) throws Exception {
    timeout(delay, Awaitable.of(Arguments.notNull(body, "body")));
  }

  /// Runs code with a time limit that it can change, see [#timeout(Duration, Awaitable)].
  ///
  /// @param delay how long the code may take
  /// @param body the code; it is given the limit
  /// @param <T> the type of its result
  /// @return its result
  /// @throws java.util.concurrent.TimeoutException if the time was over
  /// @throws Exception what `body` throws
  /// @suspends if `body` does
  /// @cancel is up to `body`
  /// @threads coroutines
  /// @asyncio `asyncio.timeout`
  public static <T extends @Nullable Object> T timeout(Duration delay, Timeout.Body<T> body)
      throws Exception {
    Arguments.notNull(body, "body");
    return Timeout.in(delay, body);
  }

  /// Runs code with a point in time until which it may take, see [#timeout(Duration, Awaitable)].
  ///
  /// @param when in nanoseconds of [Loop#time()], or [Timeout#NEVER]
  /// @param body the code; it is given the limit
  /// @param <T> the type of its result
  /// @return its result
  /// @throws java.util.concurrent.TimeoutException if the time was over
  /// @throws Exception what `body` throws
  /// @suspends if `body` does
  /// @cancel is up to `body`
  /// @threads coroutines
  /// @asyncio `asyncio.timeout_at`
  public static <T extends @Nullable Object> T timeoutAt(long when, Timeout.Body<T> body)
      throws Exception {
    Arguments.notNull(body, "body");
    return Timeout.at(when, body);
  }

  /// Runs code with a time limit and goes on after it when the time is over, without an error.
  ///
  /// @param delay how long the code may take
  /// @param body the code
  /// @return whether it ended in time
  /// @throws Exception what `body` throws, also a [java.util.concurrent.TimeoutException] of its
  ///   own
  /// @suspends if `body` does
  /// @cancel is up to `body`
  /// @threads coroutines
  /// @asyncio none; `trio.move_on_after`
  public static boolean moveOnAfter(Duration delay, Action body) throws Exception {
    Arguments.notNull(body, "body");
    return Timeout.moveOn(delay, body);
  }

  /// {@return when the earliest of the time limits around the caller is over, in nanoseconds of
  /// [Loop#time()]; empty if there is none}
  ///
  /// Tasks of a group count the limits around the group as theirs.
  ///
  /// @threads coroutines
  /// @asyncio none; `trio.current_effective_deadline`
  public static OptionalLong deadline() {
    var earliest = Timeout.earliest(Task.requireCurrent("deadline").innermostTimeout);
    return earliest == Timeout.NEVER ? OptionalLong.empty() : OptionalLong.of(earliest);
  }

  /* ---- groups ---- */

  /// Runs a block of code with a group of tasks, and returns when the block and all tasks have
  /// ended.
  ///
  /// {@snippet class=dev.rondo.SnippetsTest region=task_group}
  ///
  /// The first failure cancels the other tasks and the block, and is thrown when all have ended,
  /// with the failures that came later suppressed on it.
  ///
  /// @param body the block; it is given the group
  /// @param <T> the type of its result
  /// @return its result
  /// @throws Exception the first failure of a task or the block
  /// @throws CancelledError if the caller was cancelled and nothing failed
  /// @suspends if a task was started
  /// @cancel cancels the tasks and waits for their end
  /// @threads coroutines
  /// @asyncio `async with asyncio.TaskGroup() as group`
  public static <T extends @Nullable Object> T taskGroup(TaskGroup.Body<T> body) throws Exception {
    return taskGroup(GroupOptions.failFast(), body);
  }

  /// Runs a block of code without a result with a group of tasks, see [#taskGroup(TaskGroup.Body)].
  ///
  /// @param block the block; it is given the group
  /// @throws Exception the first failure of a task or the block
  /// @suspends if a task was started
  /// @cancel cancels the tasks and waits for their end
  /// @threads coroutines
  /// @asyncio `async with asyncio.TaskGroup() as group`
  @SuppressWarnings("overloads") // a lambda with a block body is one or the other
  public static void taskGroup(TaskGroup.Block block) throws Exception {
    taskGroup(GroupOptions.failFast(), block);
  }

  /// Runs a block of code with a group of tasks that follows other rules, see
  /// [#taskGroup(TaskGroup.Body)].
  ///
  /// @param options what a failure does, how many tasks run at a time
  /// @param body the block; it is given the group
  /// @param <T> the type of its result
  /// @return its result
  /// @throws Exception what the rules say
  /// @suspends if a task was started
  /// @cancel cancels the tasks and waits for their end
  /// @threads coroutines
  /// @asyncio none
  public static <T extends @Nullable Object> T taskGroup(
      GroupOptions options, TaskGroup.Body<T> body) throws Exception {
    Arguments.notNull(options, "options");
    Arguments.notNull(body, "body");
    return TaskGroup.run(options, body);
  }

  /// Runs a block of code without a result with a group of tasks that follows other rules, see
  /// [#taskGroup(TaskGroup.Body)].
  ///
  /// @param options what a failure does, how many tasks run at a time
  /// @param block the block; it is given the group
  /// @throws Exception what the rules say
  /// @suspends if a task was started
  /// @cancel cancels the tasks and waits for their end
  /// @threads coroutines
  /// @asyncio none
  @SuppressWarnings("overloads") // a lambda with a block body is one or the other
  public static void taskGroup(GroupOptions options, TaskGroup.Block block) throws Exception {
    Arguments.notNull(block, "block");
    Async.<@Nullable Void>taskGroup(
        options,
        group -> {
          block.run(group);
          return null;
        });
  }

  /// Runs coroutines at the same time and returns the result of the first that succeeds. The others
  /// are cancelled and awaited.
  ///
  /// @param awaitables what to run
  /// @param <T> the type of the results
  /// @return the first result
  /// @throws Exception if all failed: the first failure, with the others suppressed on it
  /// @throws CancelledError if none succeeded and none failed, because all were cancelled
  /// @throws IllegalArgumentException if there are none
  /// @suspends always
  /// @cancel cancels all and waits for their end
  /// @threads coroutines
  /// @asyncio none; the private `asyncio.staggered.staggered_race`
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> T race(Awaitable<? extends T>... awaitables)
      throws Exception {
    var contestants = Arguments.listOf(awaitables, "awaitables", "an awaitable");
    return Waiting.race(Task.requireCurrent("race").loop, contestants);
  }

  /// What [#mapInOrder] applies.
  ///
  /// @param <A> the type of the inputs
  /// @param <B> the type of the results
  @FunctionalInterface
  public interface Mapping<A extends @Nullable Object, B extends @Nullable Object> {
    /// Maps one input.
    ///
    /// @param input the input
    /// @return the result
    /// @throws Exception whatever the function throws
    B apply(A input) throws Exception;
  }

  /// What [#mapInOrder] gives its results to.
  ///
  /// @param <B> the type of the results
  @FunctionalInterface
  public interface Sink<B extends @Nullable Object> {
    /// Takes one result.
    ///
    /// @param result the result
    /// @throws Exception whatever the taker throws
    void accept(B result) throws Exception;
  }

  /// Applies a function to inputs, a number of them at a time, and hands on the results in the
  /// order of the inputs.
  ///
  /// {@snippet class=dev.rondo.SnippetsTest region=map_in_order}
  ///
  /// Inputs are taken only when they are needed, so there may be any number of them: at most
  /// `limit` are under way or have a result that was not handed on.
  ///
  /// @param limit how many at a time; at least one
  /// @param inputs where the inputs come from; a [Generator] may wait
  /// @param function is applied to each input, each time in a task of its own
  /// @param results is given the results, in the caller's task
  /// @param <A> the type of the inputs
  /// @param <B> the type of the results
  /// @throws Exception the first failure of `inputs`, `function` or `results`; the rest is
  ///   cancelled
  /// @throws IllegalArgumentException if `limit` is less than one
  /// @suspends if there are inputs
  /// @cancel cancels what is under way and waits for its end
  /// @threads coroutines
  /// @asyncio none
  public static <A extends @Nullable Object, B extends @Nullable Object> void mapInOrder(
      int limit,
      Iterable<? extends A> inputs,
      Mapping<? super A, ? extends B> function,
      Sink<? super B> results)
      throws Exception {
    Arguments.notNull(inputs, "inputs");
    Arguments.notNull(function, "function");
    Arguments.notNull(results, "results");
    ParallelMap.<A, B>run(limit, ParallelMap.Order.INPUTS, inputs, function, results);
  }

  /// Applies a function to inputs, a number of them at a time, and hands on the results as they
  /// come, see [#mapInOrder].
  ///
  /// @param limit how many at a time; at least one
  /// @param inputs where the inputs come from; a [Generator] may wait
  /// @param function is applied to each input, each time in a task of its own
  /// @param results is given the results, in the caller's task
  /// @param <A> the type of the inputs
  /// @param <B> the type of the results
  /// @throws Exception the first failure of `inputs`, `function` or `results`; the rest is
  ///   cancelled
  /// @throws IllegalArgumentException if `limit` is less than one
  /// @suspends if there are inputs
  /// @cancel cancels what is under way and waits for its end
  /// @threads coroutines
  /// @asyncio none
  public static <A extends @Nullable Object, B extends @Nullable Object> void mapAsCompleted(
      int limit,
      Iterable<? extends A> inputs,
      Mapping<? super A, ? extends B> function,
      Sink<? super B> results)
      throws Exception {
    Arguments.notNull(inputs, "inputs");
    Arguments.notNull(function, "function");
    Arguments.notNull(results, "results");
    ParallelMap.<A, B>run(limit, ParallelMap.Order.COMPLETION, inputs, function, results);
  }

  /// Waits until one of several things can be done, and does exactly that one; the others have no
  /// effect.
  ///
  /// {@snippet class=dev.rondo.SnippetsTest region=select}
  ///
  /// If several can be done, the one that is named first is, also when the caller resumes after it
  /// was woken for another. There is one exception: if somebody takes the item of a [send
  /// clause][Select#send(Sender, Object, Select.Body)] while the caller waits, then that is what
  /// was done.
  ///
  /// A select stands in the lines of its clauses like any other. It leaves them all when something
  /// was done; if it was woken in vain, because a sender has withdrawn its item, it stands in line
  /// anew.
  ///
  /// @param clauses what to wait for, made by the methods of [Select]
  /// @param <R> the type of the result
  /// @return what the body of the clause returns that was done
  /// @throws Exception what that body throws
  /// @throws ChannelClosedException if a channel is closed from which to receive or to which to
  ///   send
  /// @throws IllegalArgumentException if there are no clauses
  /// @suspends if nothing can be done yet
  /// @cancel nothing was done, and what was meant for the caller goes to the next in each line. If
  ///   its item was taken before the cancellation came, then it was sent, the body runs, and the
  ///   next wait is cancelled
  /// @threads coroutines
  /// @asyncio none; `asyncio.wait` over tasks
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <R extends @Nullable Object> R select(Select.Clause<? extends R>... clauses)
      throws Exception {
    return SelectAttempt.run(Arguments.listOf(clauses, "clauses", "a clause"));
  }

  /* ---- threads ---- */

  /// Calls blocking code in a worker thread and waits for it, while other coroutines go on.
  ///
  /// For what would hold the loop: file I/O, native calls, long computations. Blocking calls of the
  /// JDK that suspend a virtual thread (sockets, queues, locks) need no worker.
  ///
  /// @param body what to call; it sees a copy of the caller's context variables
  /// @param <T> the type of its result
  /// @return what `body` returns
  /// @throws Exception what `body` throws
  /// @suspends always
  /// @cancel interrupts the worker and does not wait for it; a call that did not begin never will,
  ///   what a call that began goes on to do is dropped
  /// @threads coroutines
  /// @asyncio `asyncio.to_thread`
  public static <T extends @Nullable Object> T toThread(Callable<T> body) throws Exception {
    Arguments.notNull(body, "body");
    return ThreadCall.call(Task.requireCurrent("toThread"), body);
  }

  /// Calls blocking code without a result in a worker thread, see [#toThread(Callable)].
  ///
  /// @param body what to call
  /// @throws Exception what `body` throws
  /// @suspends always
  /// @cancel interrupts the worker and does not wait for it
  /// @threads coroutines
  /// @asyncio `asyncio.to_thread`
  public static void toThread(Action body) throws Exception {
    toThread(Awaitable.of(Arguments.notNull(body, "body"))::await);
  }

  /// Calls blocking code in an executor of the caller's choice and waits for it, see
  /// [#toThread(Callable)]. Context variables are not passed on.
  ///
  /// @param executor where to call it
  /// @param body what to call
  /// @param <T> the type of its result
  /// @return what `body` returns
  /// @throws Exception what `body` throws
  /// @throws java.util.concurrent.RejectedExecutionException if the executor refuses it
  /// @suspends always
  /// @cancel interrupts the thread that makes the call and does not wait for it
  /// @threads coroutines
  /// @asyncio `loop.run_in_executor`
  public static <T extends @Nullable Object> T runInExecutor(Executor executor, Callable<T> body)
      throws Exception {
    Arguments.notNull(executor, "executor");
    Arguments.notNull(body, "body");
    return ThreadCall.in(executor, Task.requireCurrent("runInExecutor"), body);
  }

  /// Awaits a future that other threads complete, and returns its result. A worker thread waits for
  /// it, unless it is a [CompletionStage].
  ///
  /// @param future what to wait for
  /// @param <T> the type of the result
  /// @return the result
  /// @throws Exception what the future failed with, taken out of its
  ///   [java.util.concurrent.ExecutionException]
  /// @throws CancelledError if the future was cancelled
  /// @suspends if the future is not done
  /// @cancel cancels the future
  /// @threads coroutines
  /// @asyncio `await asyncio.wrap_future(future)`
  public static <T extends @Nullable Object> T awaitFuture(Future<T> future) throws Exception {
    Arguments.notNull(future, "future");
    return Stages.awaitFuture(Task.requireCurrent("awaitFuture"), future);
  }

  /// {@return a future for other threads that ends as a task or promise does; cancelling it cancels
  /// that one. A promise that is not done when its loop closes ends it with a
  /// [java.util.concurrent.CancellationException]}
  ///
  /// @param deferred the task or promise
  /// @param <T> the type of the result
  /// @threads coroutines and callbacks of its loop
  /// @asyncio `asyncio.wrap_future`, the other way round
  public static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(
      Deferred<T> deferred) {
    Arguments.notNull(deferred, "deferred");
    deferred.loop.checkThread("toCompletableFuture");
    return Stages.futureOf(deferred);
  }

  /// Runs a coroutine on a loop that another thread runs.
  ///
  /// @param body the coroutine
  /// @param loop where to run it
  /// @param <T> the type of its result
  /// @return the result; cancelling it cancels the coroutine. If the loop closes first, it ends
  ///   with a [java.util.concurrent.CancellationException]
  /// @throws IllegalStateException if the loop is closed
  /// @threads any
  /// @asyncio `asyncio.run_coroutine_threadsafe`
  public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
      Awaitable<T> body, Loop loop) {
    Arguments.notNull(body, "body");
    Arguments.notNull(loop, "loop");
    return Stages.runOn(loop, body);
  }
}
