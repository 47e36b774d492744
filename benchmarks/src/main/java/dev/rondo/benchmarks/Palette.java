package dev.rondo.benchmarks;

import java.util.Arrays;
import java.util.Comparator;

/// A colour for each contestant, the same in all charts.
final class Palette {
  static final String TEXT = "#1f2328";
  static final String QUIET = "#8c959f";
  static final String GRID = "#d8dee4";

  private Palette() {}

  static String color(String label) {
    return Arrays.stream(Contestant.values())
        .filter(contestant -> label.startsWith(contestant.title()))
        // The longer title is the more exact one.
        .max(Comparator.comparingInt(contestant -> contestant.title().length()))
        .map(Palette::color)
        .orElse(QUIET);
  }

  static String color(Contestant contestant) {
    return switch (contestant) {
      case RONDO -> "#d1242f";
      case RONDO_ARRAYS -> "#ff8182";
      case FLOOR, BARE, NIO -> QUIET;
      case KOTLIN -> "#8250df";
      case THREADS -> "#0969da";
      case THREADS_1 -> "#54aeff";
      case FUTURES -> "#bf8700";
      case JOX -> "#0f766e";
      case NETTY -> "#e16f24";
      case VERTX -> "#bf3989";
      case ASYNCIO -> "#2da44e";
      case ASYNCIO_PROTOCOL -> "#6fdd8b";
      case UVLOOP -> "#116329";
      case UVLOOP_PROTOCOL -> "#4d7f52";
      case TRIO -> "#a2c614";
      case GO -> "#00add8";
      case GO_1 -> "#7fd6eb";
      case NODE -> "#9a6700";
    };
  }
}
