package dev.rondo.testing.core;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import dev.rondo.Action;
import dev.rondo.oracle.MainCoroutine;
import dev.rondo.testing.Check;
import dev.rondo.testing.EveryWait;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Each program that was ported from Python comes to an end when it is interrupted, wherever its
/// first main coroutine waits, and leaves nothing behind but what is its own doing.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OracleEveryWaitTest {
  private static final String THREADS = "real threads decide when it goes on";
  private static final String OWN_LOOP = "it runs loops of its own";
  private static final String ASSERTS =
      "it asserts that its waits fail, and a cancellation does not";
  private static final String LONG = "it has too many tasks or waits to run once for each wait";

  /// Programs that are not interrupted, and why.
  private static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry("OracleCycleTest#aLongChainIsCancelled", LONG),
          Map.entry("OracleLatencyTest#whoWaitsIsResumedInTheSamePassAsInAsyncio", LONG),
          Map.entry("OracleExecutorTest#workersCallBlockingCodeForCoroutines_074", THREADS),
          Map.entry("OracleExecutorTest#otherThreadsRunCoroutinesOnALoop_075", THREADS),
          Map.entry(
              "OracleFairnessTest#aBusyLoopStillServesOtherThreadsTimersAndAllTasks_080", THREADS),
          Map.entry(
              "OracleLoopTest#callbacksFromAnotherThreadWakeTheLoopAndKeepTheirOrder_006", THREADS),
          Map.entry(
              "OracleStackTraceTest#stackTracesTakenByAnotherThreadNeitherWakeNorStopAnybody",
              THREADS),
          Map.entry("OracleLoopTest#callbacksRunInOrderAndThoseTheyAddInTheNextPass_001", OWN_LOOP),
          Map.entry("OraclePromiseTest#everyWaiterGetsTheSameExceptionObject_013", ASSERTS),
          Map.entry(
              "OracleRunTest#runUntilCompleteGivesBackWhatItsCoroutineEndsWith_008", OWN_LOOP),
          Map.entry("OracleRunTest#stopEndsTheRunAfterItsPassAndKeepsWhatIsReady_007", OWN_LOOP));

  /// What programs may leave behind, and no more than they do: they start tasks without a group,
  /// hold locks without a `finally`, fail on purpose, or show what comes of a cancellation that is
  /// caught. All others bear all checks.
  private static final Map<String, Check[]> UNTIDY =
      """
      OracleCancelTest#aSecondRequestInterruptsTheCleanUpUnlessItIsShielded_023: CANCELLATION_SWALLOWED TASK_LEFT
      OracleCancelTest#aSwallowedCancellationIsCountedUntilItIsTakenBack_019: TASK_LEFT
      OracleCancelTest#aTaskThatCancelsItselfIsCancelledAtItsNextWait_018: CANCELLATION_SWALLOWED
      OracleCancelTest#cancelBeforeTheFirstStep_017: CANCELLATION_SWALLOWED
      OracleCancelTest#takingTheLastRequestBackWithdrawsWhatWasNotDelivered_904: CANCELLATION_SWALLOWED TASK_LEFT
      OracleCancelTest#twoRequestsBeforeTheTaskRunsAreOneCancellation_020: CANCELLATION_SWALLOWED TASK_LEFT
      OracleCycleTest#aCycleAndChainsOfAnyLengthAreCancelled: TASK_LEFT
      OracleCycleTest#aCycleIsCancelledAtItsFarEnd: TASK_LEFT
      OracleCycleTest#aRequestThatReachedItsWaitCannotBeTakenBack: TASK_LEFT
      OracleCycleTest#aTaskThatAwaitsItselfThroughAGatherIsCancelled: TASK_LEFT
      OracleCycleTest#aTaskThatCancelsItselfAndThenClosesACycleIsCancelled: TASK_LEFT
      OracleCycleTest#twoRequestsForACycleInterruptItOnce: TASK_LEFT
      OracleEventTest#aBarrierLetsAllGoWhenAllHaveComeAndCanBeUsedAgain_060: TASK_LEFT
      OracleEventTest#whoWaitsWhenAnEventIsSetIsWokenEvenIfItIsClearedAtOnce_053: TASK_LEFT
      OracleExceptionTest#aCauseIsKeptAcrossTasksAndTimeLimits_077: CANCELLATION_SWALLOWED TASK_LEFT
      OracleFastPathTest#whatNeedNotWaitKeepsItsTurn_015: LOCK_HELD
      OracleGatherTest#cancellingTheCallerCancelsTheChildrenAndEndsWithTheFirst_034: CANCELLATION_SWALLOWED TASK_LEFT TIMER_LEFT
      OracleGatherTest#resultsComeInTheOrderOfTheArgumentsAndTheCallerLast_032: TIMER_LEFT
      OracleGeneratorTest#aGeneratorMayWait_031: CANCELLATION_SWALLOWED TASK_LEFT
      OracleLockTest#aConditionWakesTheOldestAndHandsThemTheLock_054: TASK_LEFT
      OracleLockTest#aLockGoesToWhoCameFirst_051: LOCK_HELD TASK_LEFT
      OracleLockTest#aPermitGoesToWhoCameFirst_058: TASK_LEFT
      OracleLockTest#aSignalledWaiterThatIsCancelledPassesTheSignalOn_056: TASK_LEFT
      OracleLoopTest#aCancelledHandleDoesNotRun_002: TIMER_LEFT
      OracleLoopTest#equalTimersFireInTheOrderInWhichTheyWereSet_004: TIMER_LEFT
      OracleLoopTest#timersFireInTheOrderOfTheirDeadlines_003: TIMER_LEFT
      OracleQueueTest#aQueueThatIsShutDownRefusesItemsAndReleasesWhoWaits_902: TASK_LEFT
      OracleQueueTest#itemsGettersAndPuttersAreServedInTheOrderInWhichTheyCame_061: TASK_LEFT
      OracleQueueTest#joinWaitsForAllWorkAndOrderedQueuesKeepTheirOrder_063: TASK_LEFT
      OracleRefusedWaitTest#aCancellationStaysForTheNextWaitAndWakesNobodyLater: CANCELLATION_SWALLOWED
      OracleRunTest#aRunEndsWhatItsCoroutineLeftOver_071: TASK_LEFT
      OracleShieldTest#aShieldPassesResultsOnAndCancellationsDown_039: CANCELLATION_SWALLOWED FAILURE_UNSEEN TASK_LEFT
      OracleStackTraceTest#aStackTraceWakesNobody: TASK_LEFT
      OracleStackTraceTest#theCallGraphWakesNobody: TASK_LEFT
      OracleTaskGroupTest#aFailureCancelsTheSiblingsAndTheBlockAndIsThrownInTheEnd_046: CANCELLATION_SWALLOWED
      OracleTaskTest#aTaskCannotAwaitItselfAndACycleCanBeCancelled_026: TASK_LEFT
      OracleTaskTest#tasksStartInTheNextPassInTheOrderOfTheirCreation_014: TASK_LEFT
      OracleTimeoutTest#aBlockWithALimitCancelsOnlyWhatIsInside_042: CANCELLATION_SWALLOWED
      OracleTimeoutTest#waitForEndsWhatItAwaitsBeforeItThrows_040: CANCELLATION_SWALLOWED TASK_LEFT
      OracleTimeoutTest#whatIsAwaitedMayRefuseButNoCancellationIsLost_041: CANCELLATION_SWALLOWED TASK_LEFT
      OracleWaitTest#tasksAreHandedOutAsTheyAreDone_038: FAILURE_UNSEEN TASK_LEFT
      OracleWaitTest#theTasksThemselvesAreHandedOutAndTheLoopOverThemMayBeLeft_903: TASK_LEFT
      OracleWaitTest#waitingForSomeOrAllLeavesTheOthersAlone_036: FAILURE_UNSEEN TASK_LEFT
      """
          .lines()
          .map(line -> line.split(": ", 2))
          .collect(
              toMap(
                  parts -> parts[0],
                  parts ->
                      Arrays.stream(parts[1].split(" ", -1))
                          .map(Check::valueOf)
                          .toArray(Check[]::new)));

  static Set<String> all() {
    var plan =
        LauncherFactory.create()
            .discover(
                LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectPackage("dev.rondo"))
                    .filters(includeClassNamePatterns("dev\\.rondo\\.Oracle\\w+Test"))
                    .build());
    return plan.getRoots().stream()
        .flatMap(root -> plan.getDescendants(root).stream())
        .filter(id -> id.isTest())
        .flatMap(id -> id.getSource().stream())
        .filter(org.junit.platform.engine.support.descriptor.MethodSource.class::isInstance)
        .map(org.junit.platform.engine.support.descriptor.MethodSource.class::cast)
        .map(s -> s.getClassName().substring("dev.rondo.".length()) + "#" + s.getMethodName())
        .collect(toSet());
  }

  static List<String> interrupted() {
    return all().stream().filter(name -> !LEFT_OUT.containsKey(name)).sorted().toList();
  }

  private static Action program(String name) {
    return () -> {
      var parts = name.split("#", 2);
      var type = Class.forName("dev.rondo." + parts[0]);
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      var method = type.getDeclaredMethod(parts[1]);
      method.setAccessible(true);
      try {
        method.invoke(constructor.newInstance());
      } catch (InvocationTargetException thrown) {
        if (thrown.getCause() instanceof Error error) {
          throw error;
        }
        throw thrown;
      }
    };
  }

  private static EveryWait.Scenario fresh(String name) {
    try {
      var main = MainCoroutine.of(program(name), 0).orElseThrow();
      return main::await;
    } catch (Exception none) {
      throw new AssertionError(name + " has no main coroutine", none);
    }
  }

  private static EveryWait everyWait(String name) {
    return EveryWait.ofFresh(() -> fresh(name)).allowing(UNTIDY.getOrDefault(name, new Check[0]));
  }

  private static int sum(ToIntFunction<EveryWait> kind) {
    return interrupted().stream().mapToInt(name -> kind.applyAsInt(everyWait(name))).sum();
  }

  @ParameterizedTest
  @MethodSource("interrupted")
  void aCancellationAtAnyWaitEndsTheProgram(String name) {
    everyWait(name).cancelling();
  }

  @ParameterizedTest
  @MethodSource("interrupted")
  void asDoesASecondOneWhileItCleansUp(String name) {
    everyWait(name).cancellingTwice();
  }

  @ParameterizedTest
  @MethodSource("interrupted")
  void asDoesATimeLimit(String name) {
    everyWait(name).timingOut();
  }

  @Test
  void thereAreManyWaits() {
    var waits = sum(EveryWait::cancelling);
    assertTrue(waits >= 290, waits + " waits");
  }

  @Test
  void theListsNameProgramsThatExist() {
    var named = new HashSet<>(LEFT_OUT.keySet());
    named.addAll(UNTIDY.keySet());
    named.removeAll(all());
    assertEquals(Set.of(), named);
    assertEquals(all().size(), interrupted().size() + LEFT_OUT.size());
  }
}
