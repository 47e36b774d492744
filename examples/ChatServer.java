import static dev.rondo.Async.*;

import dev.rondo.Queue;
import dev.rondo.QueueShutDownException;
import dev.rondo.net.Connection;
import dev.rondo.net.Net;
import dev.rondo.net.Signals;

/// A chat room. The first line that a client sends is its name, each further one goes to all
/// others.
///
/// Nobody is held up by a guest who reads too slowly: the lines for it wait in a queue of its own,
/// and when that is full, the guest is thrown out. Ctrl-C and TERM close the room; the guests are
/// told so.
void main(String[] args) throws Exception {
  if (args.length != 1 || !args[0].matches("[0-9]{1,5}")) {
    System.err.println("Usage: ChatServer.java PORT");
    System.exit(2);
  }
  try {
    run(() -> serve(Integer.parseInt(args[0])));
  } catch (BindException taken) {
    System.err.println(taken.getMessage());
    System.exit(1);
  }
}

static final int WAITING_LINES = 100;
static final Duration GRACE = Duration.ofSeconds(5);

/// Those who are here, also those who have not said their names yet.
final Set<Guest> guests = new LinkedHashSet<>();

void serve(int port) throws Exception {
  try (var signals = Signals.of("INT", "TERM");
      var server = Net.listen("127.0.0.1", port, this::welcome)) {
    IO.println("Listening at port " + server.port());
    signals.next();
    announce("The room closes");
    List.copyOf(guests).forEach(Guest::dismiss);
    server.shutdown(GRACE);
  }
  IO.println("Closed");
}

/// What the server does with each connection, in a task of its own.
void welcome(Connection connection) throws Exception {
  var guest = new Guest(connection);
  guests.add(guest);
  try {
    taskGroup(
        group -> {
          group.createBackgroundTask(() -> listenTo(guest)); // ends with the group
          guest.deliver();
        });
  } finally {
    guests.remove(guest);
    if (guest.name != null) {
      announce(guest.name + (guest.slow ? " was too slow" : " has left"));
    }
  }
}

void listenTo(Guest guest) {
  try {
    guest.tell("What is your name?");
    var name = Objects.requireNonNullElse(guest.connection.readLine(), "").strip();
    if (name.isEmpty() || find(name).isPresent()) {
      guest.tell("Somebody has that name, or it is none");
      return;
    }
    guest.name = name;
    announce(name + " has joined");
    String line;
    while ((line = guest.connection.readLine()) != null) {
      for (var other : guests) {
        if (other != guest && other.name != null) {
          other.tell(name + ": " + line);
        }
      }
    }
  } catch (IOException _) {
    // Gone without a word, or what it sends is too long or no text.
  } finally {
    guest.dismiss();
  }
}

Optional<Guest> find(String name) {
  return guests.stream().filter(guest -> name.equals(guest.name)).findFirst();
}

void announce(String news) {
  guests.stream().filter(guest -> guest.name != null).forEach(guest -> guest.tell("* " + news));
}

class Guest {
  final Connection connection;
  private final Queue<String> mail = new Queue<>(WAITING_LINES);
  private boolean dismissed;
  String name;
  boolean slow;

  Guest(Connection connection) {
    this.connection = connection;
  }

  /// Never waits, for whoever calls this shall not be held up.
  void tell(String line) {
    if (mail.full()) {
      slow = true;
      connection.abort(); // its coroutines find out
    } else if (!dismissed) {
      mail.putNowait(line);
    }
  }

  /// Has nothing more delivered than what waits already.
  void dismiss() {
    dismissed = true;
    mail.shutdown();
  }

  /// The only one who writes to the guest, and who waits for that.
  void deliver() {
    try {
      while (true) {
        connection.write(mail.get() + "\n");
      }
    } catch (QueueShutDownException | IOException _) {
      // Dismissed, or gone.
    }
  }
}
