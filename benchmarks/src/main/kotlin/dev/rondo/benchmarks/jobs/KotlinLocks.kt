package dev.rondo.benchmarks.jobs

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.sync.withPermit
import kotlinx.coroutines.yield

private class Counter {
    var count = 0L

    suspend fun addAfterYield() {
        val before = count
        yield()
        count = before + 1
    }
}

internal suspend fun CoroutineScope.lock(tasks: Int, size: Int): Long {
    val mutex = Mutex()
    val counter = Counter()
    List(tasks) {
        launch { repeat(size / tasks) { mutex.withLock { counter.addAfterYield() } } }
    }.joinAll()
    return counter.count
}

internal suspend fun CoroutineScope.semaphore(tasks: Int, size: Int): Long {
    val semaphore = Semaphore(1)
    val counter = Counter()
    List(tasks) {
        launch { repeat(size / tasks) { semaphore.withPermit { counter.addAfterYield() } } }
    }.joinAll()
    return counter.count
}

internal suspend fun CoroutineScope.waiters(size: Int): Long {
    val mutex = Mutex(locked = true)
    var count = 0L
    val jobs = List(size) { launch { mutex.withLock { count++ } } }
    yield()
    mutex.unlock()
    jobs.joinAll()
    return count
}
