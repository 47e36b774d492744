@file:JvmName("KotlinStart")

package dev.rondo.benchmarks.start

import kotlinx.coroutines.runBlocking

/** The line comes from a coroutine. */
fun main() = runBlocking { println("started") }
