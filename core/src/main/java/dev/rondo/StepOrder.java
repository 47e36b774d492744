package dev.rondo;

import java.util.List;

/// Who runs next among those who are ready. Without one the loop runs first who was ready first, as
/// asyncio does; with another one, tests find out what a program does in other orders.
///
/// @asyncio none
@FunctionalInterface
public interface StepOrder {
  /// What [#next(List)] answers to be asked again without a step. Timers that are due by then, and
  /// what it made ready itself, are among the choices of the next question.
  int AGAIN = -1;

  /// Chooses a step.
  ///
  /// All tasks and other virtual threads that are ready are there, in the order in which they
  /// became ready. Callbacks and timers promise to run in order, so of these only the first is
  /// there.
  ///
  /// Called between two steps, outside of any coroutine, also when there is only one choice. What
  /// it does to tasks, as cancelling one, happens at this very place of the schedule.
  ///
  /// @param ready the choices, one at least
  /// @return the index of the one to run, or [#AGAIN]
  /// @threads the loop's thread
  int next(List<ReadyStep> ready);
}
