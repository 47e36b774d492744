package dev.rondo.benchmarks.jobs

import kotlin.time.Duration.Companion.hours
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.yield

internal suspend fun CoroutineScope.yieldInTurn(tasks: Int, turns: Int): Long =
    List(tasks) {
        async {
            var count = 0
            while (count < turns) {
                yield()
                count++
            }
            count
        }
    }.awaitAll().sumOf { it.toLong() }

internal suspend fun CoroutineScope.gatherAtOnce(size: Int): Long =
    List(size) { async { it } }.awaitAll().sumOf { it.toLong() }

internal suspend fun CoroutineScope.gatherOneYield(size: Int): Long =
    List(size) {
        async {
            yield()
            it
        }
    }.awaitAll().sumOf { it.toLong() }

internal suspend fun CoroutineScope.cancel(size: Int): Long {
    val jobs = List(size) { launch { delay(1.hours) } }
    yield()
    jobs.forEach { it.cancel() }
    jobs.joinAll()
    return jobs.count { it.isCancelled }.toLong()
}

internal suspend fun tree(levels: Int): Long =
    if (levels == 0) 1 else coroutineScope { 1 + List(6) { async { tree(levels - 1) } }.awaitAll().sum() }
