/// Servers that send back what they receive, and the client of all of them.
@NullMarked
package dev.rondo.benchmarks.echo;

import org.jspecify.annotations.NullMarked;
