/// Coroutines and an event loop for Java: asyncio on virtual threads.
///
/// Start with [dev.rondo.Async], whose functions are meant to be imported statically. A coroutine
/// is an [dev.rondo.Awaitable], usually a lambda; a [dev.rondo.Task] is one that the loop runs; a
/// [dev.rondo.Promise] is a result that somebody sets by hand.
package dev.rondo;
