/// The network and the world outside for coroutines: streams, servers, datagrams, subprocesses and
/// signals.
///
/// Start with [dev.rondo.net.Net], which connects and listens. A [dev.rondo.net.Connection] is a
/// stream of bytes in both directions, and each of its calls waits without holding the loop.
@NullMarked
package dev.rondo.net;

import org.jspecify.annotations.NullMarked;
