package dev.rondo.checks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ObjLongConsumer;

/// Runs the programs of seeds.
final class Seeds {
  private static final int CHUNK = 200;

  /// What is told of a program.
  record Line(String digest, int lines, String outcome) {
    static Line of(Result result) {
      return new Line(result.digest(), result.lines().size(), result.outcome());
    }

    @Override
    public String toString() {
      return digest + " " + lines + " " + outcome;
    }
  }

  private Seeds() {}

  static Result run(long seed, boolean strict) {
    return Interpreter.run(ProgramGenerator.generate(seed), strict);
  }

  /// Runs `count` programs, as many at a time as there are processors.
  ///
  /// @param action is told of each, in order
  static void each(long first, long count, boolean strict, ObjLongConsumer<Line> action) {
    var processors = Runtime.getRuntime().availableProcessors();
    var begun = 0L;
    var told = first;
    try (var pool = Executors.newFixedThreadPool(processors)) {
      var chunks = new ArrayDeque<Future<List<Line>>>();
      while (begun < count || !chunks.isEmpty()) {
        while (begun < count && chunks.size() < 2 * processors) {
          var from = first + begun;
          var size = Math.min(CHUNK, count - begun);
          chunks.add(pool.submit(() -> chunk(from, size, strict)));
          begun += size;
        }
        for (var line : chunks.remove().get()) {
          action.accept(line, told++);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException failed) {
      throw new AssertionError("a program failed in a way that it should not", failed.getCause());
    }
  }

  private static List<Line> chunk(long first, long count, boolean strict) {
    var lines = new ArrayList<Line>();
    for (var seed = first; seed < first + count; seed++) {
      lines.add(Line.of(run(seed, strict)));
    }
    return lines;
  }
}
