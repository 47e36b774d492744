/// Programs that print one line, to see how long that takes from the start of the process.
@NullMarked
package dev.rondo.benchmarks.start;

import org.jspecify.annotations.NullMarked;
