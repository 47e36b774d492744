package dev.rondo.benchmarks;

/// A job with its size. Each run compares the result, so that nobody can skip the work.
record Work(Workload workload, Job job, int size) {
  static final Work NONE = new Work(Workload.START, size -> size, 0);

  /// @param size how much, 0 meaning what a full run takes
  static Work of(String workload, String contestant, int size) {
    var what = Workload.named(workload).orElseThrow(() -> unknown("workload", workload));
    var who = Contestant.named(contestant).orElseThrow(() -> unknown("contestant", contestant));
    var job =
        who.job(what)
            .orElseThrow(
                () -> new IllegalArgumentException(contestant + " does not do " + workload));
    return new Work(what, job, size == 0 ? what.size() : size);
  }

  private static IllegalArgumentException unknown(String kind, String name) {
    return new IllegalArgumentException("unknown " + kind + ": " + name);
  }

  long run() throws Exception {
    var result = job.run(size);
    if (workload.kind() != Workload.Kind.HEAP && result != workload.result(size)) {
      throw new IllegalStateException(
          workload.id() + " gave " + result + " instead of " + workload.result(size));
    }
    return result;
  }

  long operations() {
    return workload.operations(size);
  }
}
