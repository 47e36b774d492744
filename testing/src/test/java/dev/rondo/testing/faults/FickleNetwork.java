package dev.rondo.testing.faults;

import dev.rondo.Async;
import dev.rondo.net.ConnectOptions;
import dev.rondo.net.ListenOptions;
import dev.rondo.net.Listener;
import dev.rondo.net.Network;
import dev.rondo.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A network whose signals are not to be trusted: it calls for reading, writing and accepting when
/// there is nothing to do, and reads and writes do nothing although they could, now and then.
final class FickleNetwork implements Network {
  private final Network network;
  private final Random random;

  FickleNetwork(Network network, Random random) {
    this.network = network;
    this.random = random;
  }

  private boolean isOff() {
    return random.nextBoolean();
  }

  @Override
  public Transport connect(SocketAddress address, ConnectOptions options) throws IOException {
    return new FickleTransport(network.connect(address, options));
  }

  @Override
  public Listener listen(SocketAddress address, ListenOptions options) throws IOException {
    return new FickleListener(network.listen(address, options));
  }

  @Override
  public List<InetAddress> resolve(String host) throws UnknownHostException {
    return network.resolve(host);
  }

  private final class FickleListener implements Listener {
    private final Listener listener;

    FickleListener(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void awaitConnection() {
      if (isOff()) {
        Async.yieldNow();
      } else {
        listener.awaitConnection();
      }
    }

    @Override
    public @Nullable Transport accept() throws IOException {
      var accepted = isOff() ? null : listener.accept();
      return accepted == null ? null : new FickleTransport(accepted);
    }

    @Override
    public SocketAddress address() {
      return listener.address();
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  private final class FickleTransport implements Transport {
    private final Transport transport;

    FickleTransport(Transport transport) {
      this.transport = transport;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return isOff() ? 0 : transport.read(target);
    }

    @Override
    public void awaitReadable() {
      if (isOff()) {
        Async.yieldNow();
      } else {
        transport.awaitReadable();
      }
    }

    @Override
    public void wakeReader() {
      transport.wakeReader();
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
      if (!isOff()) {
        transport.write(source);
      }
    }

    @Override
    public void onceWritable(Runnable action) {
      if (isOff()) {
        Async.runningLoop().callSoon(action);
      } else {
        transport.onceWritable(action);
      }
    }

    @Override
    public void shutdownOutput() throws IOException {
      transport.shutdownOutput();
    }

    @Override
    public void farewell() throws IOException {
      transport.farewell();
    }

    @Override
    public void close() throws IOException {
      transport.close();
    }

    @Override
    public SocketAddress localAddress() {
      return transport.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
      return transport.remoteAddress();
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
      return transport.option(option);
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
      transport.setOption(option, value);
    }
  }
}
