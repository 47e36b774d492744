package dev.rondo.testing;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What is looked at after each run.
///
/// @param checked the checks that are made
public record Checks(Set<Check> checked) {
  /// Everything.
  public static final Checks ALL = new Checks(EnumSet.allOf(Check.class));

  /// Nothing.
  public static final Checks NONE = new Checks(Set.of());

  /// Copies the set.
  public Checks {
    checked = Set.copyOf(checked);
  }

  /// {@return these without some}
  ///
  /// @param allowed what a run may leave behind
  public Checks without(Check... allowed) {
    return without(List.of(allowed));
  }

  Checks without(Collection<Check> allowed) {
    var left = EnumSet.noneOf(Check.class);
    left.addAll(checked);
    left.removeAll(allowed);
    return new Checks(left);
  }

  boolean make(Check check) {
    return checked.contains(check);
  }
}
