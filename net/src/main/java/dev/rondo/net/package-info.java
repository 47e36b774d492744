/// Network for coroutines: streams, servers and datagrams.
///
/// Start with [dev.rondo.net.Net], which connects and listens. A [dev.rondo.net.Connection] is a
/// stream of bytes in both directions, and each of its calls waits without holding the loop.
package dev.rondo.net;
