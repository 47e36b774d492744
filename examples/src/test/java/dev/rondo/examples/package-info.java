/// Tests of the example programs. Each runs as users run it, in a process of its own.
@NullMarked
package dev.rondo.examples;

import org.jspecify.annotations.NullMarked;
