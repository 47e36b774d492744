package dev.rondo.benchmarks.jobs

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.async
import kotlinx.coroutines.yield

internal suspend fun CoroutineScope.chain(depth: Int, size: Int): Long = twice {
    var returns = 0L
    repeat(size / 2) { returns += descend(depth) }
    returns
}

private suspend fun descend(depth: Int): Int {
    if (depth == 0) {
        yield()
        return 0
    }
    return 1 + descend(depth - 1)
}

internal suspend fun CoroutineScope.deep(depth: Int, size: Int): Long = twice { turnsBelow(depth, size / 2) }

private suspend fun turnsBelow(depth: Int, turns: Int): Long {
    if (depth > 0) {
        // Not a tail call, which would leave no frame.
        return 1 + turnsBelow(depth - 1, turns) - 1
    }
    var count = 0L
    while (count < turns) {
        yield()
        count++
    }
    return count
}

private suspend fun CoroutineScope.twice(body: suspend () -> Long): Long {
    val first = async { body() }
    val second = async { body() }
    return first.await() + second.await()
}

internal fun generator(size: Int): Long {
    val numbers = sequence {
        for (index in 0 until size) {
            yield(index)
        }
    }
    var sum = 0L
    for (number in numbers) {
        sum += number
    }
    return sum
}
