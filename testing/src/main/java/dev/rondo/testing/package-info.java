/// Tests of concurrent code: virtual time, schedules that can be replayed, cancellation at every
/// wait.
///
/// [dev.rondo.testing.Testing] runs a coroutine under virtual time and looks at what it leaves
/// behind; [dev.rondo.testing.RondoTest] does that for a test method of JUnit.
/// [dev.rondo.testing.Schedules] runs it in many orders, [dev.rondo.testing.EveryWait] cancels it
/// wherever it waits.
package dev.rondo.testing;
