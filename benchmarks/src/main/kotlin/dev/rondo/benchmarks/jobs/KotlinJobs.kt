package dev.rondo.benchmarks.jobs

import dev.rondo.benchmarks.Job
import dev.rondo.benchmarks.Jobs
import dev.rondo.benchmarks.Workload
import dev.rondo.benchmarks.Workload.*
import java.util.Optional
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking

/** Everything with kotlinx.coroutines, on the one thread of `runBlocking`. */
object KotlinJobs : Jobs {
    override fun of(workload: Workload): Optional<Job> = Optional.ofNullable(
        when (workload) {
            YIELD_ALONE -> blocking { yieldInTurn(1, it) }
            YIELD_IN_TURN -> blocking { yieldInTurn(1_000, it) }
            GATHER_AT_ONCE -> blocking { gatherAtOnce(it) }
            GATHER_ONE_YIELD -> blocking { gatherOneYield(it) }
            CANCEL -> blocking { cancel(it) }
            TREE_GROUP, TREE_GATHER -> blocking { tree(it) }
            CHAIN_1 -> blocking { chain(1, it) }
            CHAIN_10 -> blocking { chain(10, it) }
            CHAIN_100 -> blocking { chain(100, it) }
            CHAIN_1000 -> blocking { chain(1_000, it) }
            DEEP_1 -> blocking { deep(1, it) }
            DEEP_10 -> blocking { deep(10, it) }
            DEEP_100 -> blocking { deep(100, it) }
            DEEP_1000 -> blocking { deep(1_000, it) }
            GENERATOR -> Job { generator(it) }
            QUEUE_128 -> blocking { channel(128, it) }
            QUEUE_1 -> blocking { channel(1, it) }
            RENDEZVOUS -> blocking { channel(0, it) }
            SELECT_TWO -> blocking { selectTwo(it) }
            LOCK_2 -> blocking { lock(2, it) }
            LOCK_10000 -> blocking { lock(10_000, it) }
            SEMAPHORE_2 -> blocking { semaphore(2, it) }
            SEMAPHORE_10000 -> blocking { semaphore(10_000, it) }
            WAITERS -> blocking { waiters(it) }
            TIMERS -> blocking { timers(it) }
            TIMEOUT -> blocking { timeout(it) }
            SLEEPERS -> blocking { sleepers(it) }
            HEAP_PER_SLEEPER -> blocking { heapPerSleeper(it) }
            CALL_SOON -> blocking { callbackChain(it) }
            CALL_SOON_BURST -> blocking { callbackBurst(it) }
            CALL_SOON_THREADSAFE_1 -> blocking { callbacksFromThreads(1, it) }
            CALL_SOON_THREADSAFE_4 -> blocking { callbacksFromThreads(4, it) }
            else -> null
        }
    )

    private fun blocking(body: suspend CoroutineScope.(Int) -> Long) =
        Job { size -> runBlocking { body(size) } }
}
