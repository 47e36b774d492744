/// Coroutines and an event loop for Java: asyncio on virtual threads.
///
/// Start with [dev.rondo.Async], whose functions are meant to be imported statically. A coroutine
/// is an [dev.rondo.Awaitable], usually a lambda; a [dev.rondo.Task] is one that the loop runs; a
/// [dev.rondo.Promise] is a result that somebody sets by hand.
///
/// ## What a cancellation leaves behind
///
/// The tag *Cancellation* of each method that waits says what holds when its caller is cancelled
/// meanwhile. Behind all of them stand these promises.
///
/// 1. **Cancelled means it did not happen.** A [dev.rondo.CancelledError] from `acquire`, `get`,
///    `put`, `send`, `receive` and the like means that nothing was taken and nothing was given.
/// 2. **What is returned is yours, what is not is released.** A call that returns something to be
///    closed or released either returns it or holds nothing.
/// 3. **A wake-up is passed on.** Who is cancelled after it was woken, and before it resumed, hands
///    the lock, the permit, the item or the signal to the next in line. Nothing is lost and nobody
///    is stranded. Nor is that so if the operation fails for another reason.
/// 4. **A cancellation stays one.** A time limit that is over at the same time does not turn it
///    into a `TimeoutException` or a `false`, a group does not swallow it, and none gets lost.
/// 5. **Cancelling is harmless.** `cancel` neither waits nor fails, whatever the task does with it,
///    and takes a time in proportion to the chain of those who await each other. It may be called
///    any number of times.
/// 6. **A closed loop leaves nothing.** Every task of it is done, and its workers and generators
///    have ended.
/// 7. **One operation is one step, several are several.** What a task did before it was cancelled
///    stays done: of ten items that it was to put, four may be there.
///
/// A time limit ([dev.rondo.Async#timeout(java.time.Duration, dev.rondo.Action)], `moveOnAfter`,
/// `tryAcquire(Duration)`) ends the wait by such a cancellation. So where it says that the time was
/// over, it did not happen either, even if the lock or item came in the same moment.
///
/// What others bring about while a task waits cannot be taken back: a sender that waits has sent
/// when its item was taken. A cancellation that comes after that, and before the sender resumed, is
/// too late. The call returns, and the task's next wait is cancelled instead; a time limit that was
/// over in between counts as kept. If the task ends without another wait, it ends as cancelled, as
/// any task does that was cancelled and did not notice. So `cancelled()` of a task says that it was
/// told to end, not how far it had come.
///
/// ## Lines
///
/// Where several tasks wait for the same thing they are served in the order in which they came. The
/// statistics of locks, queues and the like count a task as waiting for a lock, a permit, a token
/// or a channel until it resumes, also when it was woken; for an item or a place of a queue, or for
/// an event or a condition, until it is woken. A task that was cancelled counts, at most, until it
/// resumes.
package dev.rondo;
