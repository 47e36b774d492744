/// Network for coroutines: streams, servers and datagrams. Start with [dev.rondo.net.Net].
@org.jspecify.annotations.NullMarked
module dev.rondo.net {
  requires transitive dev.rondo;
  requires static org.jspecify;

  exports dev.rondo.net;
}
