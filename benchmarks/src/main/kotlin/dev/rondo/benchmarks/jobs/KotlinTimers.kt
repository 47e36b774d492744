package dev.rondo.benchmarks.jobs

import java.util.concurrent.CountDownLatch
import kotlin.coroutines.ContinuationInterceptor
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Delay
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.delay
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

/** Callbacks after a delay, which only the internal side of the library has; `launch { delay() }` costs more. */
@OptIn(InternalCoroutinesApi::class)
internal fun CoroutineScope.timers(size: Int): Long {
    val delay = coroutineContext[ContinuationInterceptor] as Delay
    val fired = CountDownLatch(Delays.firing(size))
    val callback = Runnable { fired.countDown() }
    val handles = List(size) { delay.invokeOnTimeout(Delays.millis(it), callback, coroutineContext) }
    for (index in 0 until size) {
        if (!Delays.fires(index)) {
            handles[index].dispose()
        }
    }
    fired.await() // another thread of the library calls back
    return Delays.firing(size) - fired.count
}

internal suspend fun timeout(size: Int): Long {
    var count = 0L
    while (count < size) {
        count = withTimeout(1.seconds) { count + 1 }
    }
    return count
}

internal suspend fun CoroutineScope.sleepers(size: Int): Long {
    var slept = 0L
    val millis = Delays.sleep(size).toMillis()
    List(size) {
        launch {
            delay(millis)
            slept++
        }
    }.joinAll()
    return slept
}

internal suspend fun CoroutineScope.heapPerSleeper(size: Int): Long {
    val jobs = ArrayList<kotlinx.coroutines.Job>(size)
    val before = LiveHeap.bytes()
    repeat(size) { jobs += launch { delay(1.hours) } }
    yield()
    val used = LiveHeap.bytes() - before
    jobs.forEach { it.cancel() }
    return used / size
}
