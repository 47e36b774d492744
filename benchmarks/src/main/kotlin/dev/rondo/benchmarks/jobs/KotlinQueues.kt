package dev.rondo.benchmarks.jobs

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.select

internal suspend fun CoroutineScope.channel(capacity: Int, size: Int): Long {
    val channel = Channel<Int>(capacity)
    launch { send(channel, 0, 1, size) }
    var sum = 0L
    repeat(size) { sum += channel.receive() }
    return sum
}

internal suspend fun CoroutineScope.selectTwo(size: Int): Long {
    val even = Channel<Int>(Channel.RENDEZVOUS)
    val odd = Channel<Int>(Channel.RENDEZVOUS)
    launch { send(even, 0, 2, size) }
    launch { send(odd, 1, 2, size) }
    var sum = 0L
    repeat(size) {
        sum += select<Int> {
            even.onReceive { it }
            odd.onReceive { it }
        }
    }
    return sum
}

private suspend fun send(channel: SendChannel<Int>, first: Int, step: Int, end: Int) {
    for (index in first until end step step) {
        channel.send(index)
    }
}
