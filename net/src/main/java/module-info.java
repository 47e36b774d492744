/// The network on the loop: streams, servers, subprocesses and signals, as direct code.
@org.jspecify.annotations.NullMarked
module dev.rondo.net {
  requires static org.jspecify;
  requires jdk.unsupported;
  requires transitive dev.rondo;

  exports dev.rondo.net;
}
