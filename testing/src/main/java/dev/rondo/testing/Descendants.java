package dev.rondo.testing;

import java.lang.StackWalker.StackFrame;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The virtual threads that the coroutines of a run start, and which of them have not ended.
///
/// Nobody can ask a scheduler for its threads. But a thread holds the values that it inherited
/// until it ends; so a value that the garbage collector cannot take is that of a thread that lives.
final class Descendants {
  private static final String SCHEDULER = "dev.rondo.Scheduler";
  private static final String VIRTUAL_THREAD = "java.lang.VirtualThread";
  private static final int COLLECTIONS = 3;

  /// How far up the stack a constructor of a thread tells what it constructs.
  private static final int FRAMES = 12;

  private static final StackWalker WALKER = StackWalker.getInstance();

  private static final InheritableThreadLocal<@Nullable Object> MARK =
      new InheritableThreadLocal<>() {
        @Override
        protected @Nullable Object childValue(@Nullable Object parent) {
          return switch (parent) {
            case Descendants run -> run.born();
            case Mark mark -> mark.run.born();
            case null, default -> null;
          };
        }
      };

  /// What a virtual thread holds as long as it lives.
  private static final class Mark {
    private final Descendants run;

    Mark(Descendants run) {
      this.run = run;
    }
  }

  private record Birth(WeakReference<Mark> mark, String place) {}

  private enum Kind {
    COROUTINE,
    VIRTUAL,
    PLATFORM
  }

  private final ConcurrentLinkedQueue<Birth> births = new ConcurrentLinkedQueue<>();

  /// Follows the threads that the calling thread starts from now on, and those that they start.
  void watch() {
    MARK.set(this);
  }

  void watchNoMore() {
    MARK.remove();
  }

  private @Nullable Object born() {
    return switch (WALKER.walk(Descendants::kind)) {
      case COROUTINE -> this;
      case VIRTUAL -> {
        var mark = new Mark(this);
        births.add(new Birth(new WeakReference<>(mark), WALKER.walk(Descendants::place)));
        yield mark;
      }
      case PLATFORM -> null;
    };
  }

  private static Kind kind(Stream<StackFrame> frames) {
    var names = frames.limit(FRAMES).map(StackFrame::getClassName).toList();
    if (!names.contains(VIRTUAL_THREAD)) {
      return Kind.PLATFORM;
    }
    return names.contains(SCHEDULER) ? Kind.COROUTINE : Kind.VIRTUAL;
  }

  private static String place(Stream<StackFrame> frames) {
    var stack =
        frames
            .dropWhile(frame -> frame.getClassName().startsWith(Descendants.class.getName()))
            .map(StackFrame::toStackTraceElement)
            .toList();
    Optional<StackTraceElement> line = Places.firstOfUser(stack);
    return line.map(StackTraceElement::toString).orElse("an unknown line");
  }

  /// Whether no thread was started.
  boolean isEmpty() {
    return births.isEmpty();
  }

  /// Whether one of the threads may not have ended.
  boolean anyLives() {
    return births.stream().anyMatch(Descendants::lives);
  }

  /// Tells of threads that have not ended.
  List<String> left() {
    for (var count = 0; count < COLLECTIONS && anyLives(); ) {
      System.gc();
      count++;
    }
    return births.stream()
        .filter(Descendants::lives)
        .map(birth -> "a virtual thread has not ended that was started at " + birth.place)
        .toList();
  }

  private static boolean lives(Birth birth) {
    return !birth.mark.refersTo(null);
  }
}
