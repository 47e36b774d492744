/// Tests of concurrent code: virtual time, schedules that can be replayed, cancellation at every
/// wait.
///
/// [dev.rondo.testing.Testing] runs a coroutine under virtual time and looks at what it leaves
/// behind; [dev.rondo.testing.RondoTest] does that for a test method of JUnit.
/// [dev.rondo.testing.Schedules] runs it in many orders, [dev.rondo.testing.EveryWait] cancels it
/// wherever it waits. [dev.rondo.testing.MemoryNetwork] stands in for the network, for programs
/// that use the module `dev.rondo.net`; who tests without it does not need that module.
package dev.rondo.testing;
