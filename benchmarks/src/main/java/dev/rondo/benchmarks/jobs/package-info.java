/// The workloads as each contestant does them.
@NullMarked
package dev.rondo.benchmarks.jobs;

import org.jspecify.annotations.NullMarked;
