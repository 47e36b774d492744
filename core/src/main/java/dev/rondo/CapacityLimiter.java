package dev.rondo;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tokens that tasks borrow; how many there are can be changed while they are in use.
///
/// Unlike a [Semaphore] it knows who has borrowed what: a task gives back only what it borrowed,
/// and cannot borrow twice. First come, first served. A task that ends without giving its token
/// back keeps it.
///
/// @threads coroutines of one loop
/// @asyncio none; `trio.CapacityLimiter`
public final class CapacityLimiter {
  private final LoopBinding binding = new LoopBinding(this);
  private final ReservingLine waiting = new ReservingLine();
  private final Map<Task<?>, Boolean> borrowers = new LinkedHashMap<>();
  private int tokens;

  /// Creates a limiter.
  ///
  /// @param tokens how many there are; zero or more
  /// @throws IllegalArgumentException if `tokens` is negative
  public CapacityLimiter(int tokens) {
    this.tokens = checked(tokens);
  }

  private static int checked(int tokens) {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens must be zero or more, but is " + tokens);
    }
    return tokens;
  }

  /// Borrows a token, waiting until there is one and it is this caller's turn.
  ///
  /// @throws IllegalStateException if the calling task has borrowed one already
  /// @suspends if there is none or others are in line
  /// @cancel no token was borrowed; one that was meant for this caller goes to the next in line
  public void acquire() {
    var task = binding.task("acquire");
    if (tryAcquire(task)) {
      return;
    }
    var signal = new Promise<@Nullable Void>(task.loop, this);
    waiting.enlist(signal);
    try {
      signal.awaitSignal();
    } catch (Throwable notBorrowed) {
      if (waiting.leave(signal)) {
        serve();
      }
      throw notBorrowed;
    }
    var _ = waiting.leave(signal);
    borrowers.put(task, true);
    serve(); // those who came meanwhile stood back
  }

  /// Borrows a token if that needs no waiting.
  ///
  /// @return whether one was borrowed
  /// @throws IllegalStateException if the calling task has borrowed one already
  /// @suspends never
  public boolean tryAcquire() {
    return tryAcquire(binding.task("tryAcquire"));
  }

  private boolean tryAcquire(Task<?> task) {
    if (borrowers.containsKey(task)) {
      throw new IllegalStateException(task.name() + " has borrowed a token already");
    }
    if (available() <= 0 || waiting.reservations() > 0 || waiting.hasLive()) {
      return false;
    }
    borrowers.put(task, true);
    return true;
  }

  /// Borrows a token and returns what gives it back, for try-with-resources.
  ///
  /// @return closing it gives the token back
  /// @throws IllegalStateException if the calling task has borrowed one already
  /// @suspends if there is none or others are in line
  /// @cancel as with [#acquire()]
  public Held hold() {
    acquire();
    return new HeldOnce(this::release);
  }

  /// Gives the calling task's token back.
  ///
  /// @throws IllegalStateException if the calling task has borrowed none
  /// @suspends never
  public void release() {
    var task = binding.task("release");
    if (borrowers.remove(task) == null) {
      throw new IllegalStateException(task.name() + " has borrowed no token");
    }
    serve();
  }

  private void serve() {
    while (available() > 0 && waiting.reserve()) {
      // each round gives one token
    }
  }

  private int available() {
    return tokens - borrowers.size() - waiting.reservations();
  }

  /// Changes how many tokens there are. If more are borrowed than there are now, nobody gets one
  /// until enough were given back; only who was woken for one, and has not resumed, still gets it.
  ///
  /// @param newTokens how many; zero or more
  /// @throws IllegalArgumentException if `newTokens` is negative
  /// @suspends never
  public void setTokens(int newTokens) {
    binding.check("setTokens");
    tokens = checked(newTokens);
    serve();
  }

  /// {@return how many tokens there are, how many are borrowed, and how many tasks wait}
  public Statistics statistics() {
    binding.check("statistics");
    return new Statistics(tokens, borrowers.size(), waiting.size());
  }

  /// A look at a limiter.
  ///
  /// @param tokens how many tokens there are
  /// @param borrowed how many are borrowed
  /// @param waiting how many tasks wait for one; who was woken does, until it resumes
  public record Statistics(int tokens, int borrowed, int waiting) {}

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "CapacityLimiter[" + borrowers.size() + " of " + tokens + " borrowed]";
  }
}
