package dev.rondo.benchmarks;

import java.util.Locale;

/// Figures for people: three digits, and a unit that fits.
final class Figures {
  private Figures() {}

  static String withUnit(double value, String unit) {
    return switch (unit) {
      case "ns" ->
          value >= 1e9
              ? digits(value / 1e9) + " s"
              : value >= 1e6
                  ? digits(value / 1e6) + " ms"
                  : value >= 1e4 ? digits(value / 1e3) + " µs" : digits(value) + " ns";
      case "ms" -> value >= 1e4 ? digits(value / 1e3) + " s" : digits(value) + " ms";
      case "B" -> value >= 1e5 ? digits(value / 1e6) + " MB" : digits(value) + " B";
      default -> digits(value) + " " + unit;
    };
  }

  static String digits(double value) {
    var places = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + places + "f", value);
  }

  static String count(int value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
