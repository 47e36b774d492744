package dev.rondo.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// What `benchmarks/run` is told.
///
/// @param only workloads, by the beginnings of their names; empty means all
/// @param with contestants; empty means all
/// @param peers the folder of the programs in other languages
/// @param output where the results go
/// @param from the folder of an earlier run, if nothing is measured
/// @param docs the repository whose documents are written anew
record Arguments(
    boolean quick,
    boolean list,
    List<String> only,
    List<String> with,
    Path peers,
    Path output,
    Optional<Path> from,
    Optional<Path> docs) {

  /// @param words the first is the folder of the benchmarks, the others are the user's
  static Arguments parse(List<String> words) {
    var home = Path.of(words.getFirst());
    var quick = false;
    var list = false;
    var only = new ArrayList<String>();
    var with = new ArrayList<String>();
    var output = home.resolve("target", "results");
    var from = Optional.<Path>empty();
    var docs = Optional.<Path>empty();
    var left = words.subList(1, words.size()).iterator();
    while (left.hasNext()) {
      var word = left.next();
      switch (word) {
        case "--quick" -> quick = true;
        case "--list" -> list = true;
        case "--docs" -> docs = Optional.of(home.resolve(".."));
        case "--only" -> only.add(value(word, left));
        case "--with" -> with.add(value(word, left));
        case "--from" -> from = Optional.of(Path.of(value(word, left)));
        case "--output" -> output = Path.of(value(word, left));
        default -> throw new IllegalArgumentException("unknown: " + word);
      }
    }
    return new Arguments(
        quick, list, only, with, home.resolve("peers"), output.toAbsolutePath(), from, docs);
  }

  private static String value(String option, Iterator<String> left) {
    if (!left.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return left.next();
  }
}
