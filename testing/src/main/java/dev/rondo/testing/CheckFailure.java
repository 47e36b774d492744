package dev.rondo.testing;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Thrown when a run left something behind. The message lists everything that was found.
public final class CheckFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  CheckFailure(List<Finding> findings) {
    super(describe(findings));
    this.findings = List.copyOf(findings);
    findings.forEach(finding -> finding.cause().ifPresent(this::addSuppressed));
  }

  private static String describe(List<Finding> findings) {
    return findings.stream()
        .map(finding -> finding.check() + ": " + finding.message())
        .map(line -> line.stripTrailing().indent(4).substring(2).stripTrailing())
        .collect(Collectors.joining("\n", "the run left something behind\n", ""));
  }

  /// {@return what was found}
  public List<Finding> findings() {
    return findings;
  }

  /// {@return the kinds of what was found}
  public Set<Check> kinds() {
    return findings.stream().map(Finding::check).collect(Collectors.toCollection(TreeSet::new));
  }
}
