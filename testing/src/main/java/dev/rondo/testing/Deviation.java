package dev.rondo.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Where a schedule differs from first in, first out. All its deviations make up a schedule.
///
/// @param point which choice it is, counted from zero; what has no alternative is no choice
/// @param index which of those who were ready came first instead, from one on
record Deviation(int point, int index) {
  private static final String SEPARATOR = "_";
  private static final String NONE = "0";

  /// A schedule as a short text.
  static String token(List<Deviation> schedule) {
    return schedule.isEmpty()
        ? NONE
        : schedule.stream()
            .map(deviation -> deviation.point + "." + deviation.index)
            .collect(Collectors.joining(SEPARATOR));
  }

  static List<Deviation> parse(String token) {
    var schedule = new ArrayList<Deviation>();
    if (!token.equals(NONE)) {
      for (var part : token.split(SEPARATOR, -1)) {
        if (!part.matches("\\d{1,9}\\.[1-9]\\d{0,8}")) {
          throw new IllegalArgumentException(
              "not a schedule: " + token + "; copy it from the message of a ScheduleFailure");
        }
        var dot = part.indexOf('.');
        schedule.add(
            new Deviation(
                Integer.parseInt(part.substring(0, dot)),
                Integer.parseInt(part.substring(dot + 1))));
      }
    }
    return schedule;
  }
}
