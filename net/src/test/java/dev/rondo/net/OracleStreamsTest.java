package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.Async;
import dev.rondo.Awaitable;
import dev.rondo.CancelledError;
import dev.rondo.Event;
import dev.rondo.Promise;
import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Network programs that CPython ran. Real time is replaced by passes of the loop.
@Timeout(60)
class OracleStreamsTest {
  private static final String TYPES =
      "exceptions have the names of the JDK, or ours; their texts name the argument";
  private static final String TEXT = "a line is text, without its end, and null after the last one";
  private static final String KEPT =
      "what is over the limit is never dropped, and said to be there";

  private final Trace out = new Trace();

  /// Bytes, printed as Python does.
  private record Bytes(String text) {
    static Bytes of(String text) {
      return new Bytes(text);
    }

    static Bytes of(byte[] bytes) {
      return new Bytes(new String(bytes, UTF_8));
    }

    @Override
    public String toString() {
      return "b'" + text.replace("\n", "\\n") + "'";
    }
  }

  private static void letRun(int turns) {
    for (var turn = 0; turn < turns; turn++) {
      yieldNow();
    }
  }

  /* ---- 064 ---- */

  private record Reader(FedTransport transport, Connection connection) {
    static Reader of(String... chunks) {
      return of(Connection.DEFAULT_READ_LIMIT, chunks);
    }

    static Reader of(int limit, String... chunks) {
      var transport = new FedTransport(runningLoop());
      transport.feed(chunks);
      return new Reader(transport, transport.connection(limit));
    }

    Reader ended() {
      transport.feedEof();
      return this;
    }

    Bytes rest() {
      var received = connection.input.received;
      return Bytes.of(UTF_8.decode(received.view(received.size())) + transport.rest());
    }
  }

  private void attempt(String label, Reader reader, Awaitable<? extends @Nullable Object> read)
      throws Exception {
    String value;
    try {
      var result = Async.timeout(Duration.ofMillis(20), read);
      value = Python.repr(result instanceof byte[] bytes ? Bytes.of(bytes) : result);
    } catch (Exception e) {
      value = "raises " + Python.typeName(e) + ": " + e.getMessage() + " " + extra(e);
    }
    var eof = Python.repr(reader.connection.atEof());
    out.print(label + ": " + value + " | rest " + reader.rest() + " at_eof " + eof);
  }

  private static String extra(Exception exception) {
    return switch (exception) {
      case IncompleteReadException e ->
          "{'partial': "
              + Bytes.of(e.partial())
              + ", 'expected': "
              + (e.expected().isPresent() ? e.expected().getAsInt() : "None")
              + "}";
      case LimitOverrunException e -> "{'consumed': " + e.consumed() + "}";
      default -> "{}";
    };
  }

  @Test
  void streamReader() throws Exception {
    VirtualTime.run(this::readAllKindsOfThings);
    Oracle.of("064_stream_reader")
        .differs(
            "readline: b'line1\\n' | rest b'line2\\nrest' at_eof False",
            "readline: 'line1' | rest b'line2\\nrest' at_eof False",
            TEXT)
        .differs(
            "readline: b'line2\\n' | rest b'rest' at_eof False",
            "readline: 'line2' | rest b'rest' at_eof False",
            TEXT)
        .differs(
            "readline: b'rest' | rest b'' at_eof True",
            "readline: 'rest' | rest b'' at_eof True",
            TEXT)
        .differs(
            "readline: b'' | rest b'' at_eof True", "readline: None | rest b'' at_eof True", TEXT)
        .differs(
            "read(1) of nothing: raises TimeoutError:  {} | rest b'' at_eof False",
            "read(1) of nothing: raises TimeoutException: not done within PT0.02S {} | rest b''"
                + " at_eof False",
            TYPES)
        .differs(
            "readexactly(4) short: raises IncompleteReadError: 2 bytes read on a total of 4"
                + " expected bytes {'partial': b'ef', 'expected': 4} | rest b'' at_eof True",
            "readexactly(4) short: raises IncompleteReadException: 2 bytes read on a total of 4"
                + " expected bytes {'partial': b'ef', 'expected': 4} | rest b'' at_eof True",
            TYPES)
        .differs(
            "readexactly(-1): raises ValueError: readexactly size can not be less than zero {} |"
                + " rest b'abc' at_eof False",
            "readexactly(-1): raises IllegalArgumentException: count must be zero or more, but is"
                + " -1 {} | rest b'abc' at_eof False",
            TYPES)
        .differs(
            "readexactly(5) waits: raises TimeoutError:  {} | rest b'abc' at_eof False",
            "readexactly(5) waits: raises TimeoutException: not done within PT0.02S {} | rest"
                + " b'abc' at_eof False",
            TYPES)
        .differs(
            "readuntil ;;: raises IncompleteReadError: 4 bytes read on a total of undefined"
                + " expected bytes {'partial': b'tail', 'expected': None} | rest b'' at_eof True",
            "readuntil ;;: raises IncompleteReadException: 4 bytes read on a total of undefined"
                + " expected bytes {'partial': b'tail', 'expected': None} | rest b'' at_eof True",
            TYPES)
        .differs(
            "empty separator: raises ValueError: Separator should be at least one-byte string {} |"
                + " rest b'x' at_eof False",
            "empty separator: raises IllegalArgumentException: Separator should be at least"
                + " one-byte string {} | rest b'x' at_eof False",
            TYPES)
        .differs(
            "line == limit: b'12345678\\n' | rest b'ab\\n' at_eof False",
            "line == limit: '12345678' | rest b'ab\\n' at_eof False",
            TEXT)
        .differs(
            "next line: b'ab\\n' | rest b'' at_eof False",
            "next line: 'ab' | rest b'' at_eof False",
            TEXT)
        .differs(
            "line > limit: raises ValueError: Separator is found, but chunk is longer than limit"
                + " {} | rest b'ab\\n' at_eof False",
            "line > limit: raises LimitOverrunException: Separator is found, but chunk is longer"
                + " than limit {'consumed': 9} | rest b'123456789\\nab\\n' at_eof False",
            KEPT)
        .differs(
            "next line survives: b'ab\\n' | rest b'' at_eof False",
            "next line survives: 'ab' | rest b'' at_eof False",
            TEXT)
        .differs(
            "no newline, over limit: raises ValueError: Separator is not found, and chunk exceed"
                + " the limit {} | rest b'' at_eof False",
            "no newline, over limit: raises LimitOverrunException: Separator is not found, and"
                + " chunk exceed the limit {'consumed': 9} | rest b'123456789' at_eof False",
            KEPT)
        .differs(
            "readuntil over limit keeps the data: raises LimitOverrunError: Separator is found,"
                + " but chunk is longer than limit {'consumed': 9} | rest b'123456789\\nab' at_eof"
                + " False",
            "readuntil over limit keeps the data: raises LimitOverrunException: Separator is"
                + " found, but chunk is longer than limit {'consumed': 9} | rest"
                + " b'123456789\\nab' at_eof False",
            TYPES)
        .differs(
            "after set_exception: raises ConnectionResetError: peer {} | rest b'data' at_eof False",
            "after set_exception: raises SocketException: peer {} | rest b'data' at_eof False",
            TYPES)
        .differs(
            "two readers: RuntimeError read() called while another coroutine is already waiting"
                + " for incoming data",
            "two readers: IllegalStateException read() called while another coroutine is already"
                + " waiting for incoming data",
            TYPES)
        .differs(
            "cancelled readline loses nothing: b'partial\\n' | rest b'' at_eof False",
            "cancelled readline loses nothing: 'partial' | rest b'' at_eof False",
            TEXT)
        .differs("async for [b'a\\n', b'b\\n']", "async for ['a', 'b']", TEXT)
        .differs(
            "ValueError Limit cannot be <= 0",
            "IllegalArgumentException readLimit must be more than zero, but is 0",
            TYPES)
        .matches(out);
  }

  private void readAllKindsOfThings() throws Exception {
    var r = Reader.of("line1\nline2\nrest").ended();
    for (var count = 0; count < 4; count++) {
      attempt("readline", r, r.connection::readLine);
    }
    readNumbersOfBytes();
    readToSeparators();
    readOverLimits();
    readAfterTrouble();
  }

  private void readNumbersOfBytes() throws Exception {
    var r1 = Reader.of("abcdef");
    attempt("read(4)", r1, () -> r1.connection.read(4));
    attempt("read(100)", r1, () -> r1.connection.read(100));
    attempt("read(1) of nothing", r1, () -> r1.connection.read(1));
    var r2 = Reader.of("abc", "def").ended();
    attempt("read(0)", r2, () -> r2.connection.read(0));
    attempt("read(-1)", r2, r2.connection::readAll);
    attempt("read at eof", r2, () -> r2.connection.read(5));
    var r3 = Reader.of("abcdef").ended();
    attempt("readexactly(4)", r3, () -> r3.connection.readExactly(4));
    attempt("readexactly(4) short", r3, () -> r3.connection.readExactly(4));
    var r4 = Reader.of("abc");
    attempt("readexactly(0)", r4, () -> r4.connection.readExactly(0));
    attempt("readexactly(-1)", r4, () -> r4.connection.readExactly(-1));
    attempt("readexactly(5) waits", r4, () -> r4.connection.readExactly(5));
  }

  private void readToSeparators() throws Exception {
    var r = Reader.of("k1=v1;;k2", "=v2;", ";tail").ended();
    for (var count = 0; count < 3; count++) {
      attempt("readuntil ;;", r, () -> r.connection.readUntil(";;"));
    }
    var one = Reader.of("x");
    attempt("empty separator", one, () -> one.connection.readUntil(""));
  }

  private void readOverLimits() throws Exception {
    var r1 = Reader.of(8, "12345678\nab\n");
    attempt("line == limit", r1, r1.connection::readLine);
    attempt("next line", r1, r1.connection::readLine);
    var r2 = Reader.of(8, "123456789\nab\n");
    attempt("line > limit", r2, r2.connection::readLine);
    r2.connection.readExactly(10);
    attempt("next line survives", r2, r2.connection::readLine);
    var r3 = Reader.of(8, "123456789");
    attempt("no newline, over limit", r3, r3.connection::readLine);
    var r4 = Reader.of(8, "123456789\nab");
    attempt("readuntil over limit keeps the data", r4, () -> r4.connection.readUntil("\n"));
  }

  private void readAfterTrouble() throws Exception {
    var r1 = Reader.of("data");
    r1.transport.failReads(new SocketException("peer"));
    attempt("after set_exception", r1, () -> r1.connection.read(2));
    var r2 = Reader.of();
    var t = createTask(() -> r2.connection.readLine());
    yieldNow();
    try {
      r2.connection.read(1);
    } catch (IllegalStateException e) {
      out.print(
          "two readers:", Python.typeName(e), String.valueOf(e.getMessage()).replaceAll(";.*", ""));
    }
    r2.transport.feed("par");
    yieldNow();
    t.cancel();
    gatherOutcomes(t);
    r2.transport.feed("tial\n");
    attempt("cancelled readline loses nothing", r2, r2.connection::readLine);
    var r3 = Reader.of("a\nb\n").ended();
    var lines = new ArrayList<String>();
    r3.connection.lines().forEach(lines::add);
    out.print("async for", lines);
    try {
      ConnectOptions.DEFAULT.withReadLimit(0);
    } catch (IllegalArgumentException e) {
      out.print(Python.typeName(e), e.getMessage());
    }
  }

  /* ---- 065 ---- */

  @Test
  @SuppressWarnings("try") // closing early is what is tested
  void tcpEcho() throws Exception {
    VirtualTime.run(this::echoOverTcp);
    Oracle.of("065_tcp_echo")
        .differs(
            "can_write_eof True is_closing False",
            "is_closing False",
            "every connection can shut its output down, so nobody asks")
        .differs(
            "connect after close: ConnectionRefusedError",
            "connect after close: ConnectException",
            TYPES)
        .differs("RuntimeError is closed", "IllegalStateException is closed", TYPES)
        .matches(out);
  }

  private void echoOverTcp() throws Exception {
    var log = new ArrayList<@Nullable Object>();
    var srv =
        Net.listen(
            "127.0.0.1",
            0,
            connection -> {
              log.add("server: connected");
              for (var line : connection.lines()) {
                connection.write(line.toUpperCase(java.util.Locale.ROOT));
                if (!connection.atEof()) {
                  connection.write("\n");
                }
              }
              log.add("server: got EOF; can still write");
              connection.write("BYE\n");
              connection.close();
              log.add("server: closed");
            });
    var port = srv.port();
    var client = Net.connect("127.0.0.1", port);
    for (var m : List.of("hello\n", "world\n")) {
      client.write(m);
      log.add(Python.tuple("client", Bytes.of(client.readUntil("\n"))));
    }
    out.print("is_closing", client.isClosed());
    client.write("last");
    client.shutdownOutput();
    log.add(Python.tuple("client", Bytes.of(client.readAll())));
    log.add(Python.tuple("client at_eof", client.atEof()));
    client.close();
    out.print("is_closing", client.isClosed());
    srv.close();
    srv.awaitClosed();
    log.forEach(out::print);
    out.print(
        "serving", srv.isServing(), "sockets", new Python.Tuple(List.copyOf(srv.addresses())));
    try {
      Net.connect("127.0.0.1", port);
    } catch (ConnectException e) {
      out.print("connect after close:", Python.typeName(e));
    }
    try {
      srv.serveForever();
    } catch (IllegalStateException e) {
      out.print(
          Python.typeName(e), String.valueOf(e.getMessage()).replaceAll(".*\\] (?=is closed)", ""));
    }
  }

  /* ---- 066 ---- */

  @Test
  void streamBackpressure() throws Exception {
    VirtualTime.run(this::pushBack);
    var oneWriter = "a write is its own drain, and there is one writer at a time";
    var onDemand = "a connection reads only when it is asked to, so there is nothing to pause";
    Oracle.of("066_stream_backpressure")
        .differs(
            "drain blocked: True two drainers: True",
            "drain blocked: True two drainers: IllegalStateException",
            oneWriter)
        .lacks("cancelled drainer: True the other still waits: True", oneWriter)
        .differs("ValueError  be >= low (2)", "IllegalArgumentException  be >= low (2)", TYPES)
        .lacks("fed b'1234' []", onDemand)
        .lacks("fed b'5678' []", onDemand)
        .lacks("fed b'9' ['pause']", onDemand)
        .lacks("fed b'0' ['pause']", onDemand)
        .lacks("read b'123' ['pause']", onDemand)
        .lacks("read b'456' ['pause', 'resume']", onDemand)
        .lacks("read b'7' ['pause', 'resume']", onDemand)
        .matches(out);
  }

  private void pushBack() throws Exception {
    Promise<Integer> got = runningLoop().createPromise();
    var go = new Event();
    var srv =
        Net.listen(
            "127.0.0.1",
            0,
            ListenOptions.DEFAULT.withReadLimit(1024),
            connection -> {
              go.await();
              var n = 0;
              for (var d = connection.read(65536); d.length > 0; d = connection.read(65536)) {
                n += d.length;
              }
              got.setResult(n);
            });
    var w = Net.connect("127.0.0.1", srv.port());
    w.setWriteBufferLimits(1000, 100);
    out.print("limits", Python.tuple(w.writeBufferLimits().low(), w.writeBufferLimits().high()));
    w.write("x");
    out.print("small write drains at once");
    var total = new int[] {1};
    var t =
        createTask(
            () -> {
              for (var count = 0; count < 200; count++) {
                w.write(new byte[65536]);
                total[0] += 65536;
              }
            });
    letRun(2000);
    String second;
    try {
      w.write("z");
      second = "accepted";
    } catch (IllegalStateException e) {
      second = Python.typeName(e);
    }
    out.print("drain blocked:", !t.done(), "two drainers:", second);
    go.set();
    t.await();
    out.print("resumed with buffer <= low:", w.writeBufferSize() <= 100);
    w.close();
    out.print("all bytes arrived:", got.await() == total[0]);
    try {
      w.setWriteBufferLimits(1, 2);
    } catch (IllegalArgumentException e) {
      out.print(
          Python.typeName(e),
          String.valueOf(e.getMessage()).replaceAll(".*\\) must( be.*) must.*", "$1"));
    }
    srv.close();
    srv.awaitClosed();
  }

  /* ---- 069 ---- */

  @Test
  void lowLevelSockets() throws Exception {
    VirtualTime.run(this::useSockets);
    Oracle.of("069_sock_lowlevel")
        .lacks(
            "ValueError the socket must be non-blocking",
            "no blocking socket can be given to a loop")
        .differs(
            "accepted after a cancelled accept 127.0.0.1 0.0",
            "accepted after a cancelled accept 127.0.0.1",
            "whether a socket blocks is no concern of users")
        .differs("ConnectionRefusedError", "ConnectException", TYPES)
        .lacks(
            "second add_reader replaces the first: [2] True False",
            "a coroutine waits for input, no callback is called for it")
        .matches(out);
  }

  private void useSockets() throws Exception {
    var accepted = runningLoop().<Connection>createPromise();
    var over = new Event();
    try (var srv =
        Net.listen(
            "127.0.0.1",
            0,
            connection -> {
              accepted.setResult(connection);
              over.await();
            })) {
      var b = Net.connect("127.0.0.1", srv.port());
      receive(accepted.await(), b);
      over.set();
    }
    accept();
  }

  private void receive(Connection a, Connection b) throws Exception {
    var t = createTask(() -> a.read(10));
    letRun(10);
    t.cancel();
    gatherOutcomes(t);
    b.write("kept");
    out.print("after a cancelled recv:", Bytes.of(a.read(10)));
    var t2 = createTask(() -> a.read(10));
    letRun(10);
    b.write("race");
    t2.cancel();
    try {
      t2.await();
    } catch (CancelledError e) {
      out.print("data and cancel together:", Python.typeName(e), "then", Bytes.of(a.read(10)));
    }
    var buf = ByteBuffer.allocate(3);
    b.write("abcdef");
    out.print(a.read(buf), Bytes.of(buf.array()), Bytes.of(a.read(10)));
    var big = new byte[3_000_000];
    var sender = createTask(() -> b.write(big));
    var n = 0;
    while (n < big.length) {
      n += a.read(1 << 18).length;
    }
    out.print("sendall", sender.await(), n);
    b.close();
    out.print("EOF", Bytes.of(a.read(10)));
    a.close();
  }

  private void accept() throws Exception {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var poller = SelectorPoller.of(runningLoop());
    var l = SocketListener.open(poller, loopback, ListenOptions.DEFAULT);
    var t = createTask(l::awaitConnection);
    letRun(10);
    t.cancel();
    gatherOutcomes(t);
    var ct = createTask(() -> Net.connect(l.address(), ConnectOptions.DEFAULT));
    var s = l.accept();
    while (s == null) {
      l.awaitConnection();
      s = l.accept();
    }
    ct.await().close();
    var address = (InetSocketAddress) s.localAddress();
    out.print("accepted after a cancelled accept", address.getAddress().getHostAddress());
    s.close();
    l.close();
    try {
      Net.connect(l.address(), ConnectOptions.DEFAULT);
    } catch (ConnectException e) {
      out.print(Python.typeName(e));
    }
  }

  /* ---- 083 ---- */

  @Test
  @SuppressWarnings("try") // closing early is what is tested
  void udp() throws Exception {
    VirtualTime.run(this::exchangeDatagrams);
    var noProtocol = "there is no protocol to be told; close has closed when it returns";
    Oracle.of("083_udp")
        .lacks(
            "server got 0 b'' 127.0.0.1",
            "the JDK does not send empty datagrams from a connected socket, which is said")
        .differs("ValueError Invalid address", "IllegalArgumentException Invalid address", TYPES)
        .lacks("lost None", noProtocol)
        .differs(
            "client: ('error', 'ConnectionRefusedError')",
            "client: ('error', 'PortUnreachableException')",
            TYPES)
        .differs("lost None True", "closed True", noProtocol)
        .matches(out);
  }

  private void exchangeDatagrams() throws Exception {
    var st = Net.bindDatagrams("127.0.0.1", 0);
    var address = (InetSocketAddress) st.localAddress();
    var ct = Net.connectDatagrams("127.0.0.1", address.getPort());
    var sent = 0;
    for (var d : List.of("one", "", "x".repeat(9000), "four")) {
      try {
        ct.send(d.getBytes(UTF_8));
        sent++;
      } catch (UnsupportedOperationException empty) {
        // stated above
      }
    }
    for (; sent > 0; sent--) {
      var d = st.receive();
      var first = new String(d.data(), UTF_8);
      out.print(
          "server got",
          d.data().length,
          Bytes.of(first.substring(0, Math.min(5, first.length()))),
          host(d));
    }
    st.send("reply".getBytes(UTF_8), ct.localAddress());
    var reply = ct.receive();
    out.print("client got", Python.tuple(Bytes.of(reply.data()), host(reply)));
    try {
      ct.send(new byte[1], new InetSocketAddress(address.getAddress(), 9));
    } catch (IllegalArgumentException e) {
      out.print(Python.typeName(e), String.valueOf(e.getMessage()).replaceAll(":.*", ""));
    }
    st.close();
    ct.send("to nobody".getBytes(UTF_8));
    try {
      ct.receive();
    } catch (PortUnreachableException e) {
      out.print("client:", Python.tuple("error", Python.typeName(e)));
    }
    ct.send("again".getBytes(UTF_8));
    ct.close();
    out.print("closed", ct.isClosed());
  }

  private static String host(Datagram datagram) {
    return ((InetSocketAddress) datagram.sender()).getAddress().getHostAddress();
  }

  /* ---- 084 ---- */

  @Test
  @SuppressWarnings("try") // closing early is what is tested
  void unixSockets(@TempDir Path folder) throws Exception {
    VirtualTime.run(() -> useUnixSockets(folder));
    Oracle.of("084_unix_sockets")
        .differs("FileNotFoundError", "NoSuchFileException", TYPES)
        .matches(out);
  }

  private void useUnixSockets(Path folder) throws Exception {
    var path = folder.resolve("s");
    ConnectionHandler echo =
        connection -> {
          for (var line : connection.lines()) {
            connection.write(new StringBuilder(line).reverse() + "\n");
          }
        };
    var srv = Net.listen(path, echo);
    var client = Net.connect(path);
    client.write("abc\nxyz\n");
    client.shutdownOutput();
    out.print(Bytes.of(client.readAll()));
    client.close();
    srv.close();
    srv.awaitClosed();
    try {
      Net.connect(path);
    } catch (IOException e) {
      out.print("connect refused after close");
    }
    var again = Net.listen(path, echo);
    out.print("a stale socket file does not block a restart");
    again.close();
    again.awaitClosed();
    Files.createFile(folder.resolve("plain"));
    try {
      Net.listen(folder.resolve("plain"), echo);
    } catch (IOException e) {
      out.print("a plain file does:", e instanceof BindException);
    }
    try {
      Net.connect(folder.resolve("missing"));
    } catch (NoSuchFileException e) {
      out.print(Python.typeName(e));
    }
  }
}
