/// Coroutines and an event loop for Java: asyncio on virtual threads. Start with [dev.rondo.Async].
@org.jspecify.annotations.NullMarked
module dev.rondo {
  requires static org.jspecify;
  requires jdk.unsupported;

  exports dev.rondo;
}
