package dev.rondo.oracle;

import dev.rondo.Action;
import dev.rondo.Awaitable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The main coroutines of ported programs, for those who want to run them in another way than the
/// test that they belong to.
///
/// A test makes its program and runs its main coroutine in virtual time, perhaps several of them,
/// one after the other. [#of(Action, int)] runs a test until it would run one of these, and takes
/// that one instead.
public final class MainCoroutine {
  private static final ThreadLocal<@Nullable Search> SEARCH = new ThreadLocal<>();

  /// Ends a test whose main coroutine was found.
  private static final class Found extends Error {
    private static final long serialVersionUID = 1L;

    Found() {
      super("the main coroutine is run by somebody else", null, false, false);
    }
  }

  private static final class Search {
    private int before;
    private @Nullable Awaitable<?> found;

    Search(int before) {
      this.before = before;
    }
  }

  private MainCoroutine() {}

  /// Takes a main coroutine out of a test.
  ///
  /// @param test the test, on a fresh object
  /// @param number which of its main coroutines, counted from zero; those before it are run
  /// @return the coroutine; empty if the test has not as many
  public static Optional<Awaitable<?>> of(Action test, int number) throws Exception {
    var search = new Search(number);
    SEARCH.set(search);
    try {
      test.run();
    } catch (Found found) {
      return Optional.ofNullable(search.found);
    } finally {
      SEARCH.remove();
    }
    return Optional.empty();
  }

  /// To be called before a main coroutine is run in virtual time.
  ///
  /// @param main the coroutine
  public static void meet(Awaitable<?> main) {
    var search = SEARCH.get();
    if (search != null && search.before-- == 0) {
      search.found = main;
      throw new Found();
    }
  }
}
