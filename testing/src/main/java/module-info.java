/// Tests of concurrent code: virtual time, schedules that can be replayed, cancellation at every
/// wait, a network in memory. Start with [dev.rondo.testing.Testing] or
/// [dev.rondo.testing.RondoTest].
@org.jspecify.annotations.NullMarked
module dev.rondo.testing {
  requires transitive dev.rondo;
  requires static org.jspecify;
  requires static transitive dev.rondo.net;
  requires static org.junit.jupiter.api;

  exports dev.rondo.testing;
}
