package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;

import dev.rondo.Action;
import dev.rondo.Event;
import java.util.Random;

/// Two ends of an encrypted connection, each in the hands of a test.
interface TlsScene {
  void play(Connection client, Connection server) throws Exception;

  /// The versions of TLS, by what the client knows.
  enum Version {
    NEW,
    OLD;

    TlsOptions client() {
      return TlsOptions.of(this == NEW ? Certificates.client() : Certificates.oldClient());
    }
  }

  static TlsOptions server() {
    return TlsOptions.of(Certificates.server("localhost"));
  }

  /// Over real sockets.
  static void play(Version version, TlsScene scene) throws Exception {
    play(version.client(), server(), scene);
  }

  static void play(TlsOptions clientOptions, TlsOptions serverOptions, TlsScene scene)
      throws Exception {
    run(
        () -> {
          var accepted = runningLoop().<Connection>createPromise();
          var over = new Event();
          try (var server =
                  Net.listen(
                      "localhost",
                      0,
                      ListenOptions.DEFAULT.withTls(serverOptions),
                      connection -> {
                        accepted.setResult(connection);
                        over.await();
                      });
              var client =
                  Net.connect(
                      "localhost", server.port(), ConnectOptions.DEFAULT.withTls(clientOptions))) {
            try {
              scene.play(client, accepted.await());
            } finally {
              over.set();
            }
          }
        });
  }

  /// In memory; `pipe` is the client's end.
  interface InMemory {
    void play(PipeTransport pipe, Connection client, Connection server) throws Exception;
  }

  static void playInMemory(Version version, InMemory scene) throws Exception {
    playInMemory(version.client(), server(), scene);
  }

  static void playInMemory(TlsOptions clientOptions, TlsOptions serverOptions, InMemory scene)
      throws Exception {
    playPlain(
        (pipe, client, server) -> {
          secure(client, clientOptions, server, serverOptions);
          scene.play(pipe, client, server);
        });
  }

  /// In memory, not encrypted yet.
  static void playPlain(InMemory scene) throws Exception {
    run(
        () -> {
          var pipe = PipeTransport.open(runningLoop());
          var client = pipe.connection(new TlsSide(false, "localhost"));
          var server = pipe.other().connection(TlsSide.SERVER);
          try {
            scene.play(pipe, client, server);
          } finally {
            client.abort();
            server.abort();
          }
        });
  }

  static void secure(
      Connection client, TlsOptions clientOptions, Connection server, TlsOptions serverOptions)
      throws Exception {
    Action answer = () -> server.startTls(serverOptions);
    var answering = createTask(answer);
    client.startTls(clientOptions);
    answering.await();
  }

  static byte[] noise(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
