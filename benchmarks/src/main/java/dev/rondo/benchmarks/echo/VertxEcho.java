package dev.rondo.benchmarks.echo;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;

/// Vert.x with one verticle, so with one event loop.
final class VertxEcho extends VerticleBase {
  private final IntConsumer listening;

  private VertxEcho(IntConsumer listening) {
    this.listening = listening;
  }

  static void serve(IntConsumer listening) throws InterruptedException, ExecutionException {
    Vertx.vertx()
        .deployVerticle(new VertxEcho(listening))
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  @Override
  public Future<?> start() {
    return vertx
        .createNetServer(
            new NetServerOptions().setAcceptBacklog(EchoServer.BACKLOG).setTcpNoDelay(true))
        .connectHandler(socket -> socket.handler(socket::write))
        .listen(0, EchoServer.HOST)
        .onSuccess(server -> listening.accept(server.actualPort()));
  }
}
