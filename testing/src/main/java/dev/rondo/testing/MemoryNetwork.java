package dev.rondo.testing;

import dev.rondo.Async;
import dev.rondo.Loop;
import dev.rondo.Promise;
import dev.rondo.net.ConnectOptions;
import dev.rondo.net.Connection;
import dev.rondo.net.ListenOptions;
import dev.rondo.net.Listener;
import dev.rondo.net.Network;
import dev.rondo.net.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A network in memory, for tests: servers and clients that use [dev.rondo.net.Net] run over it as
/// they are.
///
/// {@snippet class=dev.rondo.testing.MemoryNetworkTest region=echo}
///
/// It waits by timers of the loop only, so time can be virtual, a run can be replayed, and a
/// program in which everybody waits for everybody is found to be in a deadlock. The
/// [MemoryNetworkOptions] say how slow it is and how much goes wrong by itself; the same seed gives
/// the same run. The methods of this class make things go wrong on demand.
///
/// Every host name leads to a host of this network, without a name service. A program that knows of
/// one host only is on `localhost` and may listen at the addresses of all of them; to have several,
/// [#host(String)] gives each its own view.
///
/// Connections behave as those of TCP do: an end that is closed while the other one still sends
/// gives it a "Broken pipe", or a "Connection reset" if it leaves bytes unread; what one end does,
/// the other one notices after the latency. Unlike those, nothing times out by itself. Unix sockets
/// have no files. There are no datagrams.
///
/// A network belongs to the loop that uses it first.
///
/// @threads coroutines and callbacks of its loop
/// @asyncio none
public final class MemoryNetwork implements Network {
  private final MemoryNetworkOptions options;
  private final SplittableRandom random;
  private final MemoryHost localhost;
  private final MemoryNames names = new MemoryNames();
  private final MemoryPartitions partitions = new MemoryPartitions();
  private final Set<MemoryLink> links = new LinkedHashSet<>();
  private final Set<SocketAddress> refused = new HashSet<>();
  final MemoryPorts ports = new MemoryPorts();
  private @Nullable Loop loop;

  /// Creates a network that does not get in the way.
  public MemoryNetwork() {
    this(MemoryNetworkOptions.DEFAULT);
  }

  /// Creates a network.
  ///
  /// @param options what it is like
  public MemoryNetwork(MemoryNetworkOptions options) {
    this.options = options;
    this.random = new SplittableRandom(options.seed());
    this.localhost = new MemoryHost(this, InetAddress.getLoopbackAddress(), true);
  }

  /* ---- as a network ---- */

  /// Connects from `localhost`, or from the host of the local address that the options give.
  ///
  /// @throws java.net.ConnectException if nobody listens there, or by chance
  @Override
  public Transport connect(SocketAddress address, ConnectOptions connectOptions)
      throws IOException {
    return localhost.connect(address, connectOptions);
  }

  /// Listens at the address of any host; at the wildcard address for all hosts.
  ///
  /// @throws BindException if the port is taken
  @Override
  public Listener listen(SocketAddress address, ListenOptions listenOptions) throws IOException {
    return localhost.listen(address, listenOptions);
  }

  /// Finds the address of a host, which is there from now on if it was not before.
  @Override
  public List<InetAddress> resolve(String host) {
    return localhost.resolve(host);
  }

  /// One of the hosts: who uses it connects from there, and listens at its addresses only. Its
  /// loopback address leads to itself.
  ///
  /// {@snippet class=dev.rondo.testing.MemoryNetworkTest region=hosts}
  ///
  /// @param name its name, or the text of its address
  /// @return this network as the host sees it
  /// @suspends never
  public Network host(String name) {
    return new MemoryHost(this, addressOf(name), false);
  }

  /* ---- faults ---- */

  /// Refuses connections to an address, though somebody may listen there. Those that are there stay
  /// as they are.
  ///
  /// @param address which one; a host name in it need not be resolved
  /// @suspends never
  public void refuse(SocketAddress address) {
    refused.add(names.resolved(address));
  }

  /// Ends what [#refuse(SocketAddress)] began.
  ///
  /// @param address which one
  /// @suspends never
  public void permit(SocketAddress address) {
    refused.remove(names.resolved(address));
  }

  /// Loses a connection: what is on its way is gone, and both ends fail with "Connection reset"
  /// from now on.
  ///
  /// @param connection either end of it; if both ends have no address, as clients of Unix sockets
  ///   have none, all that look the same are lost
  /// @suspends never
  public void cut(Connection connection) {
    cut(link -> link.hasEnds(connection.localAddress(), connection.remoteAddress()));
  }

  /// Loses all connections from and to an address, see [#cut(Connection)].
  ///
  /// @param address the address of one end
  /// @suspends never
  public void cut(SocketAddress address) {
    var wanted = names.resolved(address);
    cut(link -> link.hasEnd(wanted));
  }

  /// Loses all connections, see [#cut(Connection)].
  ///
  /// @suspends never
  public void cutAll() {
    cut(_ -> true);
  }

  private void cut(Predicate<MemoryLink> which) {
    List.copyOf(links).stream().filter(which).forEach(MemoryLink::cut);
  }

  /// Separates two hosts: nothing arrives between them, and who connects waits, until
  /// [#heal(String, String)]. Nobody is told.
  ///
  /// @param one the name of a host, or the text of its address
  /// @param other that of another one
  /// @suspends never
  public void partition(String one, String other) {
    var pair = MemoryPartitions.pair(addressOf(one), addressOf(other));
    if (partitions.add(pair)) {
      between(pair).forEach(MemoryLink::freeze);
    }
  }

  /// Ends what [#partition(String, String)] began: what did not arrive is sent again.
  ///
  /// @param one the name of a host, or the text of its address
  /// @param other that of another one
  /// @suspends never
  public void heal(String one, String other) {
    var pair = MemoryPartitions.pair(addressOf(one), addressOf(other));
    if (partitions.remove(pair)) {
      between(pair).forEach(MemoryLink::thaw);
    }
  }

  private List<MemoryLink> between(Set<InetAddress> pair) {
    return links.stream().filter(link -> link.hosts().equals(pair)).toList();
  }

  /* ---- looking ---- */

  /// {@return how many connections are open, at one end at least}
  ///
  /// @suspends never
  public int connections() {
    return links.size();
  }

  /// {@return what this is like}
  ///
  /// @suspends never
  public MemoryNetworkOptions options() {
    return options;
  }

  /// {@return the seed and the number of connections, for people}
  @Override
  public String toString() {
    return "MemoryNetwork[seed " + options.seed() + ", " + links.size() + " connections]";
  }

  /* ---- for hosts ---- */

  /// The loop of this network, which is that of the caller.
  Loop loop() {
    var running = Async.runningLoop();
    if (loop == null) {
      loop = running;
    }
    if (loop != running) {
      throw new IllegalStateException(
          this + " belongs to another loop, which used it first; make a new one for each run");
    }
    return running;
  }

  SplittableRandom newRandom() {
    return random.split();
  }

  InetAddress addressOf(String host) {
    return names.find(host);
  }

  /// Whether a connection is refused that could be made.
  boolean refuses(SocketAddress address) {
    return refused.contains(names.resolved(address))
        || (options.refusals() > 0 && random.nextDouble() < options.refusals());
  }

  /* ---- between hosts ---- */

  void began(MemoryLink link) {
    links.add(link);
  }

  void ended(MemoryLink link) {
    links.remove(link);
  }

  boolean isParted(Set<InetAddress> hosts) {
    return partitions.contains(hosts);
  }

  /// Waits for as long as something takes from one host to another.
  void travel(InetAddress from, InetAddress to) {
    var pair = MemoryPartitions.pair(from, to);
    do {
      partitions.awaitHealed(pair);
      delay(options.pipe().delay(random));
    } while (isParted(pair));
  }

  private void delay(long nanos) {
    var running = loop();
    Promise<Boolean> over = running.createPromise();
    var timer = running.callAt(running.time() + nanos, () -> over.setResult(true));
    try {
      Signals.await(over);
    } finally {
      timer.cancel();
    }
  }
}
