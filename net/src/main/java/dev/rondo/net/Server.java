package dev.rondo.net;

import static dev.rondo.Async.taskGroup;

import dev.rondo.CancelledError;
import dev.rondo.ErrorContext;
import dev.rondo.Event;
import dev.rondo.GroupOptions;
import dev.rondo.Loop;
import dev.rondo.Semaphore;
import dev.rondo.TaskGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Accepts connections, and runs a handler for each, in a task of its own.
///
/// {@snippet class=dev.rondo.net.NetSnippetsTest region=listen}
///
/// A handler that fails does not disturb the others: the failure is reported to the loop's
/// exception handler, and its connection is closed. When the loop ends, so does the server.
///
/// @threads coroutines of its loop; what does not wait may be called by callbacks too
/// @asyncio `asyncio.Server`
public final class Server implements AutoCloseable {
  /// How long not to accept when that fails, for example because there are no descriptors left.
  static final Duration ACCEPT_RETRY_DELAY = Duration.ofSeconds(1);

  private final Loop loop;
  private final List<Listener> listeners;
  private final ConnectionHandler handler;
  private final ListenOptions options;
  private final ByteBuffer scratch;
  private final @Nullable Semaphore permits;
  private final Set<Connection> connections = new LinkedHashSet<>();
  private final Event closed = new Event();

  /// Set when this is closed and no handler runs.
  private final Event ended = new Event();

  /// The accepting tasks and the handlers, while they run.
  private @Nullable TaskGroup group;

  private boolean started;
  private boolean awaitedForever;

  Server(
      Loop loop,
      List<Listener> listeners,
      ConnectionHandler handler,
      ListenOptions options,
      ByteBuffer scratch) {
    this.loop = loop;
    this.listeners = listeners;
    this.handler = handler;
    this.options = options;
    this.scratch = scratch;
    this.permits = options.connectionLimit() == 0 ? null : new Semaphore(options.connectionLimit());
  }

  /* ---- serving ---- */

  /// Starts to accept connections, unless this does so already.
  ///
  /// @throws IllegalStateException if this is closed
  /// @suspends never
  /// @asyncio `Server.start_serving`
  public void startServing() {
    check("startServing");
    checkOpen();
    if (!started) {
      started = true;
      loop.createTask("server at " + text(), dev.rondo.Awaitable.of(this::serve));
    }
  }

  /// Accepts connections until this is closed or the caller is cancelled.
  ///
  /// @throws IllegalStateException if this is closed, or another coroutine does the same
  /// @suspends always
  /// @cancel this is closed, and the handlers are awaited
  /// @asyncio `Server.serve_forever`
  public void serveForever() {
    check("serveForever");
    if (awaitedForever) {
      throw new IllegalStateException(this + " is already being awaited on serveForever()");
    }
    startServing();
    awaitedForever = true;
    try {
      closed.await();
    } catch (CancelledError cancelled) {
      close();
      awaitClosed();
      throw cancelled;
    } finally {
      awaitedForever = false;
    }
  }

  private void serve() throws Exception {
    try {
      taskGroup(
          GroupOptions.supervise(),
          all -> {
            group = all;
            for (var listener : listeners) {
              all.createTask("accept at " + listener.address(), () -> accept(listener, all));
            }
            closed.await();
          });
    } finally {
      close();
      ended.set();
    }
  }

  private void accept(Listener listener, TaskGroup all) {
    try {
      while (!closed.isSet()) {
        listener.awaitConnection();
        acceptAll(listener, all);
      }
    } catch (CancelledError cancelled) {
      throw cancelled;
    } catch (Throwable unexpected) {
      report("A server can accept no more connections, so it is closed", unexpected);
      close();
    }
  }

  /// Whether a failure to accept was reported and none succeeded since.
  private boolean reported;

  private void acceptAll(Listener listener, TaskGroup all) {
    for (var count = 0; count <= options.backlog() && !closed.isSet(); count++) {
      if (permits != null) {
        permits.acquire();
      }
      var served = false;
      try {
        var transport = closed.isSet() ? null : listener.accept();
        if (transport == null) {
          return;
        }
        reported = false;
        served = true;
        var connection =
            new Connection(loop, transport, scratch, options.readLimit(), TlsSide.SERVER);
        connections.add(connection);
        all.createTask("serve " + connection.remoteAddress(), () -> serve(connection));
      } catch (IOException failure) {
        if (!isAbortedConnection(failure) && !closed.isSet()) {
          reportOnce(listener, failure);
          closed.await(ACCEPT_RETRY_DELAY);
          return;
        }
      } finally {
        if (!served && permits != null) {
          permits.release();
        }
      }
    }
  }

  /// A peer may be gone before its connection is accepted.
  private static boolean isAbortedConnection(IOException failure) {
    return String.valueOf(failure.getMessage()).contains("connection abort");
  }

  private void reportOnce(Listener listener, IOException failure) {
    if (!reported) {
      reported = true;
      report(
          "Cannot accept connections at "
              + listener.address()
              + "; trying again every "
              + ACCEPT_RETRY_DELAY.toSeconds()
              + " s",
          failure);
    }
  }

  private void serve(Connection connection) {
    try {
      try {
        if (options.tls().isPresent() && !secure(connection, options.tls().get())) {
          return;
        }
        handler.handle(connection);
      } catch (CancelledError cancelled) {
        connection.abort();
        throw cancelled;
      } catch (Throwable failure) {
        report("Unhandled exception in the handler of " + connection, failure);
      }
      close(connection);
    } finally {
      connections.remove(connection);
      if (permits != null) {
        permits.release();
      }
    }
  }

  /// Does the TLS handshake.
  ///
  /// @return false if it failed; then the connection is closed
  private boolean secure(Connection connection, TlsOptions tls) throws IOException {
    try {
      connection.startTls(tls);
      return true;
    } catch (SSLException | SocketTimeoutException failure) {
      report("No TLS with " + connection.remoteAddress() + ", its handler is not run", failure);
      return false;
    } catch (SocketException closedHere) {
      return false;
    }
  }

  /// A peer that went away before all was sent to it is no error of this side.
  private void close(Connection connection) {
    try {
      connection.close();
    } catch (IOException lost) {
      if (loop.debug()) {
        report("Not all was sent to " + connection, lost);
      }
    }
  }

  private void report(String message, Throwable failure) {
    loop.callExceptionHandler(new ErrorContext(message, Optional.of(failure), Optional.empty()));
  }

  /* ---- the end ---- */

  /// Stops to listen. Connections that were accepted go on. Closing twice has no effect.
  ///
  /// @suspends never
  /// @asyncio `Server.close`
  @Override
  public void close() {
    check("close");
    if (closed.isSet()) {
      return;
    }
    closed.set();
    for (var listener : listeners) {
      try {
        listener.close();
      } catch (IOException failure) {
        report("Cannot close the socket at " + listener.address(), failure);
      }
    }
    if (!started) {
      ended.set();
    }
  }

  /// Waits until this is closed and all handlers have ended.
  ///
  /// @suspends unless that is so already
  /// @cancel has no effect on the server
  /// @asyncio `Server.wait_closed`
  public void awaitClosed() {
    check("awaitClosed");
    ended.await();
  }

  /// Closes this in good order: stops to listen, waits for the handlers, and cancels those that are
  /// late, which drops what they have not sent.
  ///
  /// Handlers that wait for input do not know of it. Call [#closeClients()] first if they are to
  /// find the end of the stream.
  ///
  /// @param grace how long they may take
  /// @return whether all ended in time
  /// @suspends until all have ended
  /// @cancel the server is closed, the handlers are left alone
  /// @asyncio none
  public boolean shutdown(Duration grace) {
    Checks.notNull(grace, "grace");
    close();
    return group == null || group.shutdown(grace).isEmpty();
  }

  /// Closes all connections, after what was written to them is sent. Their handlers find the end of
  /// the stream when they read.
  ///
  /// @suspends never
  /// @asyncio `Server.close_clients`
  public void closeClients() {
    check("closeClients");
    List.copyOf(connections).forEach(Connection::closeSoon);
  }

  /// Closes all connections at once; what was not sent is dropped.
  ///
  /// @suspends never
  /// @asyncio `Server.abort_clients`
  public void abortClients() {
    check("abortClients");
    List.copyOf(connections).forEach(Connection::abort);
  }

  /* ---- looking ---- */

  /// {@return whether this accepts connections}
  ///
  /// @asyncio `Server.is_serving`
  public boolean isServing() {
    return started && !closed.isSet();
  }

  /// {@return where this listens; nowhere if it is closed}
  ///
  /// @asyncio `Server.sockets`
  public List<SocketAddress> addresses() {
    return closed.isSet() ? List.of() : listeners.stream().map(Listener::address).toList();
  }

  /// {@return the port at which this listens, or listened; the first if there are several}
  ///
  /// @throws UnsupportedOperationException if it has none
  /// @asyncio `Server.sockets[0].getsockname()[1]`
  public int port() {
    if (listeners.getFirst().address() instanceof InetSocketAddress address) {
      return address.getPort();
    }
    throw new UnsupportedOperationException(text() + " has no port");
  }

  /// {@return how many connections are being served}
  ///
  /// @asyncio none
  public int connections() {
    return connections.size();
  }

  private void check(String operation) {
    Checks.running(loop, operation);
  }

  private void checkOpen() {
    if (closed.isSet()) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  private String text() {
    return String.join(", ", listeners.stream().map(l -> l.address().toString()).toList());
  }

  /// {@return the addresses and the state, for people}
  @Override
  public String toString() {
    return "Server["
        + text()
        + ", "
        + (closed.isSet() ? "closed" : started ? "serving" : "not serving")
        + ", "
        + connections.size()
        + " connections]";
  }
}
