package dev.rondo.testing.gallery;

/// How a bug is found.
///
/// @param mode what must be done to see it
/// @param symptom what is seen
record Found(Mode mode, Symptom symptom) {
  /// What must be done to see a bug.
  enum Mode {
    /// Run the program in other orders than the ordinary one, in which all is well.
    SCHEDULES,

    /// Look at what the program leaves behind. Who only waits for its result sees nothing.
    CHECKS,

    /// Cancel it at a wait. Where nobody does, all is well.
    CANCELLING,

    /// Cancel it at a wait, and again while it cleans up.
    CANCELLING_TWICE,

    /// Let its time run out at a wait.
    TIMING_OUT,

    /// Let its sibling in a group fail while it waits.
    FAILING_A_SIBLING
  }

  static Found bySchedules(Symptom symptom) {
    return new Found(Mode.SCHEDULES, symptom);
  }

  static Found byChecks(Symptom symptom) {
    return new Found(Mode.CHECKS, symptom);
  }

  static Found byCancelling(Symptom symptom) {
    return new Found(Mode.CANCELLING, symptom);
  }
}
