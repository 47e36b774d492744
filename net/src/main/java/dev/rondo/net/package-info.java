/// Streams, servers, datagrams, subprocesses and signals for coroutines.
@NullMarked
package dev.rondo.net;

import org.jspecify.annotations.NullMarked;
