package dev.rondo.testing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Runs single tests that are to fail.
final class Engine {
  private @Nullable Throwable failure;
  private int tests;

  /// What a test fails with; null if it passes.
  @Nullable Throwable failure(Class<?> type, String name) {
    var method =
        Arrays.stream(type.getDeclaredMethods())
            .filter(candidate -> candidate.getName().equals(name))
            .findFirst()
            .orElseThrow();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectMethod(type, method)).build();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                tests += test.isTest() ? 1 : 0;
                result.getThrowable().ifPresent(thrown -> failure = thrown);
              }
            });
    if (tests != 1) {
      throw new AssertionError(Optional.ofNullable(failure) + " instead of one test of " + name);
    }
    return failure;
  }
}
