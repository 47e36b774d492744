/// What the engine costs, measured beside what the JDK alone costs.
@NullMarked
package dev.rondo.benchmarks;

import org.jspecify.annotations.NullMarked;
