package dev.rondo;

/// The rules of a [TaskGroup].
///
/// {@snippet class=dev.rondo.SnippetsTest region=group_options}
///
/// @param policy what a success or failure of a task does to the others
/// @param limit how many tasks run at a time; zero means no limit
public record GroupOptions(Policy policy, int limit) {

  /// What a success or failure of a task does to the others.
  public enum Policy {
    /// The first failure cancels the others and the block, and is thrown.
    FAIL_FAST,

    /// All run to their end; then the first failure is thrown, if there was one.
    COLLECT,

    /// A failure is nobody's but the task's: the others go on, and the group does not throw it. If
    /// nobody looks at the task, it is reported to the loop's exception handler.
    SUPERVISE,

    /// The first success cancels the others and the block; failures are thrown only if there was
    /// none.
    FIRST_SUCCESS
  }

  /// Checks the limit.
  ///
  /// @throws IllegalArgumentException if it is negative
  public GroupOptions {
    Arguments.notNull(policy, "policy");
    if (limit < 0) {
      throw new IllegalArgumentException("limit must be zero (none) or more, but is " + limit);
    }
  }

  /// {@return the rules of a group that nobody gave any}
  public static GroupOptions failFast() {
    return new GroupOptions(Policy.FAIL_FAST, 0);
  }

  /// {@return rules with the policy [Policy#COLLECT]}
  public static GroupOptions collect() {
    return new GroupOptions(Policy.COLLECT, 0);
  }

  /// {@return rules with the policy [Policy#SUPERVISE]}
  public static GroupOptions supervise() {
    return new GroupOptions(Policy.SUPERVISE, 0);
  }

  /// {@return rules with the policy [Policy#FIRST_SUCCESS]}
  public static GroupOptions firstSuccess() {
    return new GroupOptions(Policy.FIRST_SUCCESS, 0);
  }

  /// {@return these rules with another limit}
  ///
  /// Tasks beyond the limit wait, and begin in the order in which they were created.
  ///
  /// @param tasks how many tasks run at a time; zero means no limit
  /// @throws IllegalArgumentException if it is negative
  public GroupOptions withLimit(int tasks) {
    return new GroupOptions(policy, tasks);
  }
}
