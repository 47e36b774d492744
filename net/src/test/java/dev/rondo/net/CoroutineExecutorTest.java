package dev.rondo.net;

import static dev.rondo.Async.await;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.rondo.Loop;
import dev.rondo.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks of an executor as coroutines.
@Timeout(60)
class CoroutineExecutorTest {
  @Test
  void theHttpServerOfTheJdkHandlesRequestsInCoroutines() throws Exception {
    var handlers = new ArrayList<String>();
    run(
        () -> {
          // @start region=http_server
          var server =
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
          server.setExecutor(new CoroutineExecutor(runningLoop()));
          server.createContext(
              "/",
              exchange -> {
                handlers.add(currentTask().name()); // a coroutine: it may wait
                var hello = "hello".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, hello.length);
                exchange.getResponseBody().write(hello);
                exchange.close();
              });
          server.start();
          // @end
          try (var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
            var request = HttpRequest.newBuilder(uri).build();
            var first = client.sendAsync(request, BodyHandlers.ofString());
            var second = client.sendAsync(request, BodyHandlers.ofString());
            assertEquals("hello", await(first).body());
            assertEquals("hello", await(second).body());
          } finally {
            toThread(() -> server.stop(0));
          }
        });
    assertEquals(2, handlers.size());
  }

  @Test
  void tasksOfOneThreadStartInOrder() throws Exception {
    var order = new ArrayList<Integer>();
    run(
        () -> {
          var executor = new CoroutineExecutor(runningLoop());
          Promise<String> last = runningLoop().createPromise();
          toThread(
              () -> {
                executor.execute(() -> order.add(1));
                executor.execute(() -> order.add(2));
                executor.execute(
                    () -> {
                      order.add(3);
                      last.setResult("done");
                    });
              });
          last.await();
        });
    assertEquals(List.of(1, 2, 3), order);
  }

  @Test
  void aFailureIsReported() throws Exception {
    var reports = new ArrayList<Throwable>();
    run(
        () -> {
          runningLoop()
              .setExceptionHandler((_, context) -> context.exception().ifPresent(reports::add));
          new CoroutineExecutor(runningLoop())
              .execute(
                  () -> {
                    throw new IllegalStateException("broken");
                  });
          yieldNow();
          yieldNow();
        });
    assertEquals(
        List.of("java.lang.IllegalStateException: broken"),
        reports.stream().map(Throwable::toString).toList());
  }

  @Test
  void aClosedLoopTakesNothing() {
    var loop = Loop.create();
    var executor = new CoroutineExecutor(loop);
    loop.close();

    assertThrows(RejectedExecutionException.class, () -> executor.execute(() -> {}));
  }
}
