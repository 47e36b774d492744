package dev.rondo.benchmarks.jobs

import kotlin.concurrent.thread
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope

private class Counting(scope: CoroutineScope, val expected: Int, val goesOn: Boolean) : Runnable {
    private val dispatcher = scope.coroutineContext[ContinuationInterceptor] as CoroutineDispatcher
    private val all = CompletableDeferred<Unit>()
    private var count = 0

    fun schedule() = dispatcher.dispatch(EmptyCoroutineContext, this)

    override fun run() {
        if (++count == expected) {
            all.complete(Unit)
        } else if (goesOn) {
            schedule()
        }
    }

    suspend fun await(): Long {
        all.await()
        return count.toLong()
    }
}

internal suspend fun CoroutineScope.callbackChain(size: Int): Long {
    val counting = Counting(this, size, goesOn = true)
    counting.schedule()
    return counting.await()
}

internal suspend fun CoroutineScope.callbackBurst(size: Int): Long {
    val counting = Counting(this, size, goesOn = false)
    repeat(size) { counting.schedule() }
    return counting.await()
}

internal suspend fun CoroutineScope.callbacksFromThreads(threads: Int, size: Int): Long {
    val counting = Counting(this, size, goesOn = false)
    val callers = List(threads) { thread { repeat(size / threads) { counting.schedule() } } }
    val count = counting.await()
    callers.forEach { it.join() }
    return count
}
