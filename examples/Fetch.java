import static dev.rondo.Async.*;

import dev.rondo.CancelledError;
import dev.rondo.Outcome;
import dev.rondo.Task;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/// Fetches all URLs at the same time and prints status, size and time of each, in the order given.
///
/// Exit code: 0 if all answered, whatever the status, 1 if one did not, 2 if the arguments are
/// wrong.
void main(String[] args) throws Exception {
  var limited = args.length > 1 && args[0].equals("--timeout");
  var limit = limited ? seconds(args[1]) : Duration.ofSeconds(10);
  var urls = List.of(args).subList(limited ? 2 : 0, args.length);
  if (urls.isEmpty() || urls.getFirst().startsWith("-") || !limit.isPositive()) {
    System.err.println("Usage: Fetch.java [--timeout SECONDS] URL...");
    System.exit(2);
  }
  // Made before the loop runs, for it reads certificates from files, which would hold the loop.
  try (var client = HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build()) {
    var outcomes = run(() -> fetchAll(client, urls, limit));
    System.exit(report(urls, outcomes) ? 0 : 1);
  } catch (CancelledError cancelled) { // Ctrl-C
    System.err.println(cancelled.getMessage());
    System.exit(130);
  }
}

Duration seconds(String text) {
  try {
    return Duration.ofMillis((long) (1000 * Double.parseDouble(text)));
  } catch (NumberFormatException wrong) {
    return Duration.ZERO;
  }
}

/* ---- coroutines ---- */

record Page(int status, long bytes, long millis) {}

List<Outcome<Page>> fetchAll(HttpClient client, List<String> urls, Duration limit) {
  var tasks = urls.stream().map(url -> createTask(url, () -> fetch(client, url, limit))).toList();
  var progress = createTask("progress", () -> showProgress(tasks));
  try {
    return gatherOutcomes(tasks);
  } finally {
    progress.cancel();
    clearProgress();
  }
}

Page fetch(HttpClient client, String url, Duration limit) throws Exception {
  var start = runningLoop().time();
  var bytes = new AtomicLong(); // threads of the client count here
  var request = HttpRequest.newBuilder(URI.create(url)).build();
  var counter =
      BodyHandlers.ofByteArrayConsumer(
          part -> part.ifPresent(array -> bytes.addAndGet(array.length)));
  var response = timeout(limit, () -> await(client.sendAsync(request, counter)));
  var millis = (runningLoop().time() - start) / 1_000_000;
  return new Page(response.statusCode(), bytes.get(), millis);
}

void showProgress(List<Task<Page>> tasks) {
  while (true) {
    sleep(onTerminal ? Duration.ofMillis(100) : Duration.ofSeconds(5));
    var line = tasks.stream().filter(Task::done).count() + " of " + tasks.size() + " URLs done";
    System.err.print(onTerminal ? "\r" + line : line + "\n");
  }
}

/* ---- output ---- */

final boolean onTerminal = System.console() != null && System.console().isTerminal();

void clearProgress() {
  if (onTerminal) {
    System.err.print("\r" + " ".repeat(40) + "\r");
  }
}

/// Prints all, and tells whether all answered.
boolean report(List<String> urls, List<Outcome<Page>> outcomes) {
  var allAnswered = true;
  for (int i = 0; i < urls.size(); i++) {
    try {
      var page = outcomes.get(i).result();
      printRow(page.status() + "", page.bytes() + " bytes", page.millis() + " ms", urls.get(i));
    } catch (Exception failure) {
      printRow("failed", "", "", urls.get(i) + ": " + inWords(failure));
      allAnswered = false;
    }
  }
  return allAnswered;
}

void printRow(String status, String size, String time, String text) {
  IO.println("%-6s %18s %9s  %s".formatted(status, size, time, text));
}

String inWords(Exception failure) {
  var causes = Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause);
  if (causes.anyMatch(UnresolvedAddressException.class::isInstance)) {
    return "unknown host";
  }
  return switch (failure) {
    case TimeoutException _ -> "timed out";
    case ConnectException _ when failure.getMessage() == null -> "connection refused";
    default -> Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  };
}
