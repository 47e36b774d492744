/// The network on the loop: streams, servers, datagrams and signals, as direct code. Start with
/// [dev.rondo.net.Net].
@org.jspecify.annotations.NullMarked
module dev.rondo.net {
  requires static org.jspecify;
  requires jdk.unsupported;
  requires transitive dev.rondo;

  exports dev.rondo.net;
}
