/// What must hold over any network: run over sockets here, and over the network in memory by its
/// own tests.
@org.jspecify.annotations.NullMarked
package dev.rondo.net.suite;
