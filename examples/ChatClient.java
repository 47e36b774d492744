import static dev.rondo.Async.*;

import dev.rondo.CancelledError;
import dev.rondo.Queue;
import dev.rondo.QueueShutDownException;
import dev.rondo.net.Connection;
import dev.rondo.net.Net;

/// Talks with a ChatServer: sends what is typed, and shows what the others say. Ctrl-D ends the
/// talk in good order, Ctrl-C at once.
void main(String[] args) throws Exception {
  if (args.length != 2 || !args[1].matches("[0-9]{1,5}")) {
    System.err.println("Usage: ChatClient.java HOST PORT");
    System.exit(2);
  }
  try {
    run(() -> talk(args[0], Integer.parseInt(args[1])));
  } catch (IOException failure) {
    System.err.println(failure.getMessage());
    System.exit(1);
  } catch (CancelledError cancelled) { // Ctrl-C
    System.exit(130);
  }
}

void talk(String host, int port) throws Exception {
  try (var connection = Net.connect(host, port)) {
    var typed = keyboard();
    taskGroup(
        group -> {
          group.createBackgroundTask(() -> send(typed, connection)); // ends with the group
          String line;
          while ((line = connection.readLine()) != null) {
            IO.println(line);
          }
        });
  }
}

void send(Queue<String> typed, Connection connection) throws IOException {
  try {
    while (true) {
      connection.write(typed.get() + "\n");
    }
  } catch (QueueShutDownException _) {
    connection.shutdownOutput(); // what the server still says can be read
  }
}

/// The lines that are typed. The thread that reads them is not waited for: a read from a terminal
/// cannot be interrupted, and `toThread` would wait for it at the end.
Queue<String> keyboard() {
  var lines = new Queue<String>();
  var loop = runningLoop();
  Thread.ofPlatform()
      .daemon()
      .start(
          () -> {
            for (var line = IO.readln(); line != null; line = IO.readln()) {
              var typed = line;
              loop.callSoonThreadsafe(() -> lines.putNowait(typed));
            }
            loop.callSoonThreadsafe(lines::shutdown);
          });
  return lines;
}
