/// The network and the world outside for coroutines: streams, servers, datagrams, subprocesses and
/// signals.
///
/// Start with [dev.rondo.net.Net], which connects and listens. A [dev.rondo.net.Connection] is a
/// stream of bytes in both directions, and each of its calls waits without holding the loop.
///
/// All that goes over the sockets of this machine, unless [dev.rondo.net.Net#use] says otherwise.
/// Who provides another [dev.rondo.net.Network] implements [dev.rondo.net.Transport] and
/// [dev.rondo.net.Listener]; nobody else needs these.
@NullMarked
package dev.rondo.net;

import org.jspecify.annotations.NullMarked;
