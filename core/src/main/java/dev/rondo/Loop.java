package dev.rondo;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The event loop: runs coroutines and callbacks, one at a time, on one thread.
///
/// Most programs never see it: [Async#run(Awaitable)] makes one, runs it and closes it. It is for
/// those who bridge callbacks and threads to coroutines, and who want to run a loop step by step.
///
/// The methods of a loop may be called by its coroutines and callbacks, and before and between runs
/// by the thread that made it and the one that ran it last. Any thread may run a loop that does not
/// run, and call [#callSoonThreadsafe(Runnable)], [#stop()] through it, and what says so. Calls
/// from elsewhere get a [WrongThreadException] that names the right call. After [#close()] calls
/// get an [IllegalStateException].
///
/// @asyncio `asyncio.EventLoop`
public final class Loop implements AutoCloseable {
  /*
   * Overview.
   *
   * One pass: take what other threads handed in; if nothing is ready, wait in the poller for the first
   * timer; move due timers behind what is ready; then run exactly what is ready now, first in, first out.
   * What becomes ready meanwhile is for the next pass.
   *
   * The ready queue holds four kinds of things: a Task to be stepped, a Handle or Timer to be run, and a
   * Runnable, which is the continuation of a virtual thread that the JDK woke.
   *
   * All fields belong to the thread of the loop, save for those marked. "The thread of the loop" is one
   * platform thread; coroutines run on it too, mounted, so no field needs to be volatile for them.
   */

  /// Told of errors that nobody can catch.
  @FunctionalInterface
  public interface ExceptionHandler {
    /// Handles an error. What it throws itself is logged.
    ///
    /// @param loop where the error happened
    /// @param context what happened
    void handle(Loop loop, ErrorContext context);
  }

  static final String DEBUG = "dev.rondo.debug";
  private static final int TURNS_KEPT_MASK = 63;
  private static final int PASSES_MASK = 1023;
  private static final ThreadLocal<@Nullable Loop> RUNNING = new ThreadLocal<>();

  final Scheduler scheduler;
  final TimerQueue timers = new TimerQueue();
  final TaskList tasks = new TaskList();
  final UnseenFailures failures = new UnseenFailures(this);
  final CancellationTraces traces = new CancellationTraces(this);
  final OpenGenerators generators = new OpenGenerators(this);
  final OpenFutures futures = new OpenFutures();
  private final ErrorReports errors = new ErrorReports(this);
  private final ReadyQueue ready = new ReadyQueue();
  private final HandIn handIn; // any thread
  private final LoopClock clock; // any thread: now()
  private volatile Poller poller; // any thread: wakeUp()
  private @Nullable StepOrder order;
  private final boolean isolated;
  private final WorkerThreads workers = new WorkerThreads();
  private long tasksCreated;
  private int turnsKept;
  private @Nullable TaskFactory taskFactory;

  /// Whether user code has had this object in hand, so that other threads may call it.
  boolean escaped;

  /// How many results are on their way from other threads.
  int outside;

  /// How many tasks went through the door and have not come back.
  int suspended;

  private boolean eagerTasks;
  private boolean debug = Boolean.getBoolean(DEBUG);

  /// When the clock was read last; how long tasks wait is told from this.
  long timeOfPass;

  /// What runs now, for the watchdog.
  final Steps steps = new Steps(this);

  /// How many passes this loop has begun.
  long passes;

  private boolean stopping;
  private @Nullable Runnable onInterrupt;

  /// Set when somebody interrupted the run and nothing has come of it yet; any thread.
  private volatile boolean interruptPending;

  /// The context of the callback that is running.
  @Nullable Context callbackContext;

  private final Thread maker;
  private volatile Thread thread; // who runs this or ran it last; any thread may read it
  private final AtomicBoolean claimed = new AtomicBoolean(); // any thread: who may run this
  private volatile boolean running;
  private volatile boolean closed;

  Loop(LoopOptions options) {
    this(options, new HandIn());
  }

  Loop(LoopOptions options, HandIn handIn) {
    this.handIn = handIn;
    this.clock = options.clock().isPresent() ? options.clock().get() : new SystemClock();
    this.poller = options.poller().isPresent() ? options.poller().get() : new ParkingPoller();
    this.order = options.order().orElse(null);
    this.isolated = options.isolated();
    this.maker = Thread.currentThread();
    this.thread = maker;
    this.scheduler = new Scheduler(this);
  }

  /// {@return a new loop, to be run and closed by the calling thread}
  ///
  /// @throws UnsupportedOperationException if this JVM does not let coroutines be scheduled; the
  ///   message names the flag that helps
  /// @threads any
  /// @asyncio `asyncio.new_event_loop`
  public static Loop create() {
    return create(LoopOptions.DEFAULT);
  }

  /// {@return a new loop with options, to be run and closed by the calling thread}
  ///
  /// @param options what it is made of
  /// @throws UnsupportedOperationException if this JVM does not let coroutines be scheduled; the
  ///   message names the flag that helps
  /// @threads any
  /// @asyncio `asyncio.new_event_loop`
  public static Loop create(LoopOptions options) {
    var loop = new Loop(Arguments.notNull(options, "options"));
    loop.escaped = true;
    return loop;
  }

  /* ---- callbacks and timers ---- */

  /// Has `callback` called at the next pass.
  ///
  /// @param callback is run on the loop's thread, outside of any coroutine; it cannot wait
  /// @return the means to call it off
  /// @asyncio `loop.call_soon`
  public Handle callSoon(Runnable callback) {
    return callSoon(callback, Context.forNewHandle());
  }

  /// Has `callback` called at the next pass, in a given context.
  ///
  /// @param callback is run on the loop's thread, outside of any coroutine; it cannot wait
  /// @param context the context variables that it sees
  /// @return the means to call it off
  /// @asyncio `loop.call_soon(context=...)`
  public Handle callSoonIn(Context context, Runnable callback) {
    return callSoon(callback, Arguments.notNull(context, "context"));
  }

  private Handle callSoon(Runnable callback, @Nullable Context context) {
    Arguments.notNull(callback, "callback");
    checkThread("callSoon");
    checkOpen();
    var handle = new Handle(this, callback, context);
    ready.add(handle);
    return handle;
  }

  /// Has `callback` called at the next pass; may be called by any thread, and wakes the loop if it
  /// sleeps. Callbacks from one thread run in the order in which it handed them in.
  ///
  /// @param callback is run on the loop's thread, outside of any coroutine; it cannot wait
  /// @return the means to call it off
  /// @throws IllegalStateException if the loop is closed; what was accepted before that is run
  /// @threads any
  /// @asyncio `loop.call_soon_threadsafe`
  public Handle callSoonThreadsafe(Runnable callback) {
    return callSoonThreadsafe(callback, Context.forNewHandle());
  }

  /// Has `callback` called at the next pass, in a given context; may be called by any thread.
  ///
  /// @param callback is run on the loop's thread, outside of any coroutine; it cannot wait
  /// @param context the context variables that it sees
  /// @return the means to call it off
  /// @throws IllegalStateException if the loop is closed
  /// @threads any
  /// @asyncio `loop.call_soon_threadsafe(context=...)`
  public Handle callSoonThreadsafeIn(Context context, Runnable callback) {
    return callSoonThreadsafe(callback, Arguments.notNull(context, "context"));
  }

  private Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
    Arguments.notNull(callback, "callback");
    var handle = new Handle(this, callback, context, true);
    if (isOnItsOwn()) {
      checkOpen();
      ready.add(handle);
    } else if (handIn.putCall(handle)) {
      poller.wakeUp();
    } else {
      throw closedError();
    }
    return handle;
  }

  /// Has `callback` called after a delay.
  ///
  /// @param delay zero and less mean at the next pass, after what is ready already
  /// @param callback is run on the loop's thread, outside of any coroutine; it cannot wait
  /// @return the means to call it off
  /// @asyncio `loop.call_later`
  public TimerHandle callLater(Duration delay, Runnable callback) {
    var nanos = Arguments.nanos(delay, "delay");
    return callAt(Arguments.deadline(now(), nanos), callback);
  }

  /// Has `callback` called at a given time. Callbacks with equal times run in the order of the
  /// calls.
  ///
  /// @param when in nanoseconds of [#time()]; what is past means at the next pass
  /// @param callback is run on the loop's thread, outside of any coroutine; it cannot wait
  /// @return the means to call it off
  /// @asyncio `loop.call_at`
  public TimerHandle callAt(long when, Runnable callback) {
    Arguments.notNull(callback, "callback");
    checkThread("callAt");
    checkOpen();
    return new TimerHandle(this, when, callback, Context.forNewHandle());
  }

  /// {@return the time in nanoseconds since this loop was made; it never goes back}
  ///
  /// @threads any
  /// @asyncio `loop.time`
  public long time() {
    return clock.now();
  }

  /* ---- tasks and promises ---- */

  /// Starts a coroutine at the next pass.
  ///
  /// @param body the coroutine
  /// @param <T> the type of its result
  /// @return its task
  /// @asyncio `loop.create_task`
  public <T extends @Nullable Object> Task<T> createTask(Awaitable<T> body) {
    return createTask(TaskOptions.DEFAULT, body);
  }

  /// Starts a coroutine with a name at the next pass.
  ///
  /// @param name the task's name, for people
  /// @param body the coroutine
  /// @param <T> the type of its result
  /// @return its task
  /// @asyncio `loop.create_task(name=...)`
  public <T extends @Nullable Object> Task<T> createTask(String name, Awaitable<T> body) {
    return createTask(TaskOptions.DEFAULT.withName(Arguments.notNull(name, "name")), body);
  }

  /// Starts a coroutine with options.
  ///
  /// @param options how to create it
  /// @param body the coroutine
  /// @param <T> the type of its result
  /// @return its task
  /// @asyncio `loop.create_task`
  public <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Awaitable<T> body) {
    Arguments.notNull(options, "options");
    Arguments.notNull(body, "body");
    checkThread("createTask");
    checkOpen();
    var factory = taskFactory;
    if (factory == null) {
      return newTask(body, options);
    }
    var task = factory.createTask(this, body, options);
    checkOwn(Arguments.notNull(task, "the task that the task factory returned"));
    return task;
  }

  /// Starts a coroutine, past the task factory; for task factories.
  ///
  /// @param body the coroutine
  /// @param options how to create it
  /// @param <T> the type of its result
  /// @return its task
  /// @asyncio `asyncio.Task(...)`
  public <T extends @Nullable Object> Task<T> newTask(Awaitable<T> body, TaskOptions options) {
    Arguments.notNull(options, "options");
    Arguments.notNull(body, "body");
    checkThread("newTask");
    checkOpen();
    var task =
        add(
            body,
            options.name().orElse(null),
            options.context().isPresent() ? options.context().get() : Context.forNewHandle());
    if ((options.eager() || eagerTasks) && running) {
      task.startEagerly();
    } else {
      ready.add(task);
    }
    return task;
  }

  /// Sets who creates the tasks of this loop.
  ///
  /// @param factory the factory; empty for none
  /// @asyncio `loop.set_task_factory`
  public void setTaskFactory(Optional<TaskFactory> factory) {
    Arguments.notNull(factory, "factory");
    checkThread("setTaskFactory");
    checkOpen();
    taskFactory = factory.orElse(null);
  }

  /// Sets whether the tasks of this loop begin at once, inside of the call that creates them, see
  /// [TaskOptions#eager()].
  ///
  /// @param eager whether they do
  /// @asyncio `loop.set_task_factory(asyncio.eager_task_factory)`
  public void setEagerTasks(boolean eager) {
    checkThread("setEagerTasks");
    checkOpen();
    eagerTasks = eager;
  }

  /// The task of [Runner#run(Awaitable)], which shares its context with those of other runs.
  <T extends @Nullable Object> Task<T> createMainTask(Awaitable<T> body, Context context) {
    checkCanRun();
    checkThread("run");
    var task = add(body, null, context);
    ready.add(task);
    return task;
  }

  private <T extends @Nullable Object> Task<T> add(
      Awaitable<T> body, @Nullable String name, @Nullable Context context) {
    tasksCreated++;
    var task = new Task<>(this, body, name == null ? "Task-" + tasksCreated : name, context);
    tasks.add(task);
    if (tasks.size() == FirstReturns.CROWD) {
      var _ = FirstReturns.begin();
    }
    if (debug) {
      task.createdAt = Cancellation.callSite();
    }
    return task;
  }

  /// {@return a new promise of this loop}
  ///
  /// @param <T> the type of its result
  /// @asyncio `loop.create_future`
  public <T extends @Nullable Object> Promise<T> createPromise() {
    checkThread("createPromise");
    checkOpen();
    return new Promise<>(this);
  }

  /// What is awaited as a task or promise of this loop: itself if it is one, else a new task.
  <T extends @Nullable Object> Deferred<T> ensureDeferred(Awaitable<T> awaitable) {
    Arguments.notNull(awaitable, "awaitable");
    if (awaitable instanceof Deferred<T> deferred) {
      checkOwn(deferred);
      return deferred;
    }
    return createTask(awaitable);
  }

  /// Checks what is to be awaited before the first of it is started, so that a bad one leaves
  /// nothing running.
  void checkAll(Iterable<? extends Awaitable<?>> awaitables) {
    for (var awaitable : awaitables) {
      Arguments.notNull(awaitable, "an awaitable");
      if (awaitable instanceof Deferred<?> deferred) {
        checkOwn(deferred);
      }
    }
  }

  void checkOwn(Deferred<?> deferred) {
    if (deferred.loop != this) {
      throw new IllegalArgumentException(
          deferred + " belongs to another loop than the one that runs here");
    }
  }

  /* ---- errors ---- */

  /// Sets who is told of errors that nobody can catch: those of callbacks, those of tasks that
  /// nobody looked at, those of tasks that were left over at the end.
  ///
  /// @param handler the new handler; empty for the default, which logs to the system logger
  ///   `dev.rondo`
  /// @asyncio `loop.set_exception_handler`
  public void setExceptionHandler(Optional<ExceptionHandler> handler) {
    Arguments.notNull(handler, "handler");
    checkThread("setExceptionHandler");
    checkOpen();
    errors.setHandler(handler.orElse(null));
  }

  /// Sets who is told of errors that nobody can catch.
  ///
  /// @param handler the new handler
  /// @asyncio `loop.set_exception_handler`
  public void setExceptionHandler(ExceptionHandler handler) {
    setExceptionHandler(Optional.of(Arguments.notNull(handler, "handler")));
  }

  /// Tells the exception handler of an error that nobody can catch. For modules that run code of
  /// users on their behalf, as a server does.
  ///
  /// @param context what happened
  /// @asyncio `loop.call_exception_handler`
  public void callExceptionHandler(ErrorContext context) {
    Arguments.notNull(context, "context");
    checkThread("callExceptionHandler");
    errors.report(context);
  }

  void report(String message, Throwable exception, @Nullable Handle handle) {
    errors.report(new ErrorContext(message, Optional.of(exception), Optional.ofNullable(handle)));
  }

  /* ---- running ---- */

  /// Runs until [#stop()] is called, directly or by a callback.
  ///
  /// @throws IllegalStateException if this loop runs already, is closed, or the caller is a
  ///   coroutine or a callback of another loop
  /// @threads any that runs no loop; a virtual thread lends it a thread of its own
  /// @asyncio `loop.run_forever`
  public void runForever() {
    checkCanRun();
    if (!claimed.compareAndSet(false, true)) {
      throw alreadyRunning();
    }
    var caller = Thread.currentThread();
    try {
      PlatformThread.call(
          () -> {
            runHere();
            return null;
          },
          this::interrupted);
    } catch (Exception impossible) {
      throw Throwing.asUnchecked(impossible);
    } finally {
      thread = caller;
      claimed.set(false);
      passInterruptOn();
    }
  }

  /// Runs until `body` is done and returns its result.
  ///
  /// @param body a coroutine, or a task or promise of this loop
  /// @param <T> the type of the result
  /// @return the result
  /// @throws Exception what `body` throws
  /// @throws IllegalStateException if this loop runs already, is closed or was stopped before
  ///   `body` was done, or the caller is a coroutine or a callback of another loop
  /// @threads any that runs no loop; a virtual thread lends it a thread of its own
  /// @asyncio `loop.run_until_complete`
  public <T extends @Nullable Object> T runUntilComplete(Awaitable<T> body) throws Exception {
    Arguments.notNull(body, "body");
    checkCanRun();
    thread = Thread.currentThread();
    var main = ensureDeferred(body);
    var added = main != body;
    java.util.function.Consumer<Deferred<T>> stop = done -> stop();
    main.addDoneCallback(stop);
    try {
      runForever();
    } catch (Throwable failure) {
      if (added && main.isDone()) {
        main.takeFailure();
      }
      throw failure;
    } finally {
      main.removeDoneCallback(stop);
    }
    if (!main.isDone()) {
      throw new IllegalStateException("Event loop stopped before " + main + " completed");
    }
    return main.get();
  }

  /// Makes the current run end after the current pass; what is ready then stays for the next run.
  /// If the loop does not run, the next run ends after one pass.
  ///
  /// @asyncio `loop.stop`
  public void stop() {
    checkThread("stop");
    checkOpen();
    stopping = true;
  }

  /// {@return whether this loop is running}
  ///
  /// @threads any
  /// @asyncio `loop.is_running`
  public boolean isRunning() {
    return running;
  }

  /// {@return whether this loop was closed}
  ///
  /// @threads any
  /// @asyncio `loop.is_closed`
  public boolean isClosed() {
    return closed;
  }

  private void checkCanRun() {
    checkOpen();
    if (running) {
      throw alreadyRunning();
    }
    checkNoOtherRuns(this);
  }

  private static IllegalStateException alreadyRunning() {
    return new IllegalStateException("This event loop is already running");
  }

  static void checkNoOtherRuns(@Nullable Loop loop) {
    var task = Task.current();
    var other = task != null ? task.loop : ofThisThread();
    if (other != null && other != loop) {
      throw new IllegalStateException(
          "Cannot run the event loop while another loop is running"
              + (task == null ? "" : " this code, in " + task.name())
              + "; call the coroutine directly, or start it with createTask");
    }
  }

  private void runHere() {
    thread = Thread.currentThread();
    running = true;
    RUNNING.set(this);
    if (Thread.interrupted()) {
      interrupted();
    }
    Watchdog.watch(this);
    try {
      do {
        pass();
      } while (!stopping);
    } finally {
      Watchdog.forget(this);
      stopping = false;
      RUNNING.remove();
      running = false;
    }
  }

  private void pass() {
    passes++;
    handIn.takeAllTo(ready);
    if ((passes & PASSES_MASK) == 0) {
      timeOfPass = clock.now();
      lookForAbandoned();
    }
    if (ready.isEmpty() && !stopping) {
      lookForAbandoned(); // which may find work
      if (ready.isEmpty()) {
        waitForWork();
      }
    } else if (!poller.isIdle()) {
      poller.poll(0);
    }
    makeDueTimersReady();
    if (order != null) {
      runChosen(order);
      return;
    }
    for (var count = ready.size(); count > 0; count--) {
      runOne(ready.remove());
    }
  }

  /// In an order of its own a pass is one step, so that whatever is ready can be next. An order
  /// that fails ends the run, and the end of the loop does without it.
  private void runChosen(StepOrder chooser) {
    Object item;
    try {
      item = ready.isEmpty() ? null : Choice.take(this, chooser, ready);
    } catch (Throwable failed) {
      order = null;
      throw failed;
    }
    if (item != null) {
      runOne(item);
    }
  }

  private void lookForAbandoned() {
    failures.reportUnreachable();
    generators.closeAbandoned();
  }

  private void waitForWork() {
    var first = timers.first();
    var nanos =
        first instanceof JdkTimer wait && wait.realNanosLeft() > 0
            ? wait.announceRealTime(clock)
            : clock.pause(first == null ? LoopClock.NEVER : first.when, outside > 0);
    if (nanos == LoopClock.NEVER && handIn.isEmpty() && ready.isEmpty()) {
      checkDeadlock();
    }
    if (nanos > 0 && ready.isEmpty()) {
      steps.none();
      poller.poll(nanos);
      timeOfPass = clock.now();
    } else if (!poller.isIdle()) {
      poller.poll(0);
    }
    if (Thread.interrupted()) {
      interrupted();
    }
    handIn.takeAllTo(ready);
  }

  /// Nothing is ready and nothing will be due. If all tasks wait for each other, and no other
  /// thread knows of this loop or owes it a result, nothing will ever happen again.
  private void checkDeadlock() {
    if (outside == 0
        && poller.isIdle()
        && tasks.size() > 0
        && (isolated || (!escaped && suspended == tasks.size()))) {
      throw new DeadlockException(CallGraph.of(this));
    }
  }

  private void makeDueTimersReady() {
    var first = timers.first();
    if (first == null) {
      return;
    }
    var now = clock.now();
    timeOfPass = now;
    while (first != null && first.when <= now) {
      ready.add(timers.removeFirst());
      first = timers.first();
    }
  }

  private void runOne(Object item) {
    steps.begin(item);
    try {
      switch (item) {
        case Task<?> task -> task.step();
        case Handle handle -> handle.run();
        case Timer timer -> {
          if (!timer.cancelled) {
            timer.run();
          }
        }
        case Runnable continuation -> continuation.run();
        default -> throw new AssertionError("not something to run: " + item);
      }
      scheduler.runTransfers();
    } catch (Throwable exception) {
      report("Exception in the event loop while it ran " + Text.of(item), exception, null);
    }
  }

  /// Sets after which time the watchdog names whoever holds this loop, in the system logger
  /// `dev.rondo`. At first it is one second, or what the system property `dev.rondo.slowStepMillis`
  /// says, 0 meaning never. Takes effect when the loop is run next, if it was off.
  ///
  /// @param threshold the time; [java.time.temporal.ChronoUnit#FOREVER] switches the watchdog off
  ///   for this loop
  /// @throws IllegalArgumentException if it is zero or negative
  /// @asyncio `loop.slow_callback_duration`, in debug mode only
  public void setSlowStepThreshold(Duration threshold) {
    var nanos = Arguments.nanos(threshold, "threshold");
    if (nanos <= 0) {
      throw new IllegalArgumentException("threshold must be more than zero, but is " + threshold);
    }
    checkThread("setSlowStepThreshold");
    checkOpen();
    steps.setSlowNanos(nanos);
  }

  /// Switches debug mode on or off. It is on from the start if the system property
  /// `dev.rondo.debug` is `true`. It remembers where tasks are created, and reports tasks that
  /// swallow a cancellation, as soon as that is certain: when they return a result. Each
  /// [CancelledError] has line and stack trace, however many there are at once.
  ///
  /// @param on whether it is to be on
  /// @asyncio `loop.set_debug`
  public void setDebug(boolean on) {
    checkThread("setDebug");
    checkOpen();
    debug = on;
  }

  /// {@return whether debug mode is on}
  ///
  /// @asyncio `loop.get_debug`
  public boolean debug() {
    return debug;
  }

  /// Makes this loop wait on another poller from now on, and closes the one before.
  ///
  /// @param newPoller what to wait on, which serves no other loop
  /// @asyncio `asyncio.SelectorEventLoop(selector)`
  public void setPoller(Poller newPoller) {
    Arguments.notNull(newPoller, "newPoller");
    checkThread("setPoller");
    checkOpen();
    var old = poller;
    poller = newPoller;
    old.close();
  }

  /// {@return what tells this loop the time}
  ///
  /// @threads any
  /// @asyncio none
  public LoopClock clock() {
    return clock;
  }

  /// {@return what this loop waits on}
  ///
  /// @asyncio none
  public Poller poller() {
    checkThread("poller");
    return poller;
  }

  /// {@return what this loop has to do}
  ///
  /// @asyncio none
  public LoopStatistics statistics() {
    checkThread("statistics");
    var first = timers.first();
    return new LoopStatistics(
        passes,
        ready.size() + handIn.size(),
        tasks.size(),
        suspended,
        timers.live(),
        timers.size() - timers.live(),
        first == null ? OptionalLong.empty() : OptionalLong.of(first.when),
        outside);
  }

  /// {@return who runs now, and where, for people; empty if this waits or does not run}
  ///
  /// For those who find that a loop does not answer.
  ///
  /// @threads any; the answer may be a step late
  /// @asyncio none
  public Optional<String> runningStep() {
    var step = running ? steps.describe() : null;
    return step == null
        ? Optional.empty()
        : Optional.of(step.who() + " is here:" + Text.frames(step.stack()));
  }

  /// What to do when the thread of the loop, or the virtual thread that waits for it, is
  /// interrupted.
  void onInterrupt(@Nullable Runnable action) {
    onInterrupt = action;
  }

  private void interrupted() {
    interruptPending = true;
    handOver(
        new Handle(
            this,
            () -> {
              if (interruptPending && onInterrupt != null) {
                interruptPending = false;
                onInterrupt.run();
              }
            },
            null));
  }

  /// An interrupt that cancelled nothing is for the caller.
  private void passInterruptOn() {
    if (interruptPending) {
      interruptPending = false;
      Thread.currentThread().interrupt();
    }
  }

  /* ---- the end ---- */

  /// Ends this loop: cancels the tasks that are not done and waits for them, waits for worker
  /// threads, reports failures that nobody looked at, and refuses everything from then on. Closing
  /// twice has no effect.
  ///
  /// Unlike asyncio's, it leaves no task behind that is not done.
  ///
  /// @throws IllegalStateException if this loop is running
  /// @threads the thread that made this or ran it last
  /// @asyncio `loop.close`, with the clean-up that `asyncio.run` does before it
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (running) {
      throw new IllegalStateException("Cannot close a running event loop");
    }
    checkThread("close");
    try {
      Shutdown.run(this, workers);
    } finally {
      closed = true;
      handIn.close(ready);
      leaveTheRest();
      futures.endAll();
      failures.reportAll();
      scheduler.dispose();
      poller.close();
    }
  }

  /// Runs the calls of other threads that were accepted, and accepts none from now on.
  void runAcceptedCalls() {
    handIn.refuseCalls(ready);
    if (!ready.isEmpty()) {
      stopping = true;
      runForever();
    }
  }

  /// Virtual threads that user code started here and that are still there go on elsewhere.
  private void leaveTheRest() {
    while (timers.first() != null) {
      if (timers.removeFirst() instanceof JdkTimer timer) {
        timer.leave();
      }
    }
    Object item;
    while ((item = ready.poll()) != null) {
      if (item instanceof Runnable continuation) {
        java.util.concurrent.ForkJoinPool.commonPool().execute(continuation);
      }
    }
  }

  /* ---- for the kernel ---- */

  /// Whether a task that gives up its turn would get it right back, so that it may as well keep it.
  /// Now and then the answer is no, so that a task that does nothing but yield does not keep the
  /// poller from its work.
  boolean isIdleOtherwise() {
    if (!ready.isEmpty()
        || stopping
        || scheduler.turnIsLent()
        || !handIn.isEmpty()
        || (++turnsKept & TURNS_KEPT_MASK) == 0) {
      return false;
    }
    var first = timers.first();
    return first == null || first.when > clock.now();
  }

  Thread thread() {
    return thread;
  }

  /// The loop that runs on the calling platform thread, null if there is none.
  static @Nullable Loop ofThisThread() {
    return Thread.currentThread().isVirtual() ? null : RUNNING.get();
  }

  /// Whether the caller is the platform thread of this loop.
  boolean isOnItsThread() {
    var current = Thread.currentThread();
    return current == thread || (current == maker && !running);
  }

  /// Whether the caller is the platform thread of this loop or one of its coroutines.
  boolean isOnItsOwn() {
    return isOnItsThread() || isOnItsCoroutine();
  }

  private boolean isOnItsCoroutine() {
    var task = Task.current();
    return task != null && task.loop == this;
  }

  long now() {
    return clock.now();
  }

  void ready(Object item) {
    ready.add(item);
  }

  /// Takes back what [#ready(Object)] added.
  void notReady(Object item) {
    ready.removeLast(item);
  }

  /// Makes a virtual thread that the JDK woke ready, whoever woke it.
  void readyFromAnywhere(Runnable continuation) {
    if (!handOver(continuation)) {
      java.util.concurrent.ForkJoinPool.commonPool().execute(continuation);
    }
  }

  /// Adds to the ready queue from any thread; false if this loop is closed.
  boolean handOver(Object item) {
    if (isOnItsOwn()) {
      if (closed) {
        return false;
      }
      ready.add(item);
      return true;
    }
    if (!handIn.put(item)) {
      return false;
    }
    poller.wakeUp();
    return true;
  }

  WorkerThreads workers() {
    return workers;
  }

  @Nullable Context enterContext(@Nullable Context context) {
    var outer = callbackContext;
    callbackContext = context;
    return outer;
  }

  void exitContext(@Nullable Context outer) {
    callbackContext = outer;
  }

  void checkThread(String operation) {
    if (!isOnItsOwn()) {
      throw new WrongThreadException(
          operation
              + " was called by "
              + callerName()
              + ", but this belongs to the loop of thread "
              + thread.getName()
              + "; use loop.callSoonThreadsafe or Async.runCoroutineThreadsafe");
    }
  }

  private static String callerName() {
    var task = Task.current();
    return task != null
        ? task.name() + " of another loop"
        : "thread " + Thread.currentThread().getName();
  }

  void checkOpen() {
    if (closed) {
      throw closedError();
    }
  }

  private static IllegalStateException closedError() {
    return new IllegalStateException("Event loop is closed");
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "Loop[" + (closed ? "closed" : running ? "running" : "not running") + "]";
  }
}
