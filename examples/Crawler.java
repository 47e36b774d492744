import static dev.rondo.Async.*;

import dev.rondo.CancelledError;
import dev.rondo.Semaphore;
import dev.rondo.TaskGroup;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

/// Follows all links from the pages given, as far as they lead to pages of the same hosts, and
/// prints those that are broken and where they stand.
///
/// Exit code: 0 if no link is broken, 1 if some are, 2 if the arguments are wrong.
void main(String[] args) throws Exception {
  var starts = new ArrayList<String>();
  for (var argument : args) {
    if (argument.matches("--timeout=[0-9]*\\.?[0-9]+")) {
      timeLimit = seconds(argument);
    } else if (argument.matches("--progress=[0-9]*\\.?[0-9]+")) {
      progressEvery = seconds(argument);
    } else if (argument.matches("https?://[^/].*")) {
      starts.add(argument);
    } else {
      starts.clear();
      break;
    }
  }
  if (starts.isEmpty()) {
    System.err.println("Usage: Crawler.java [--timeout=SECONDS] [--progress=SECONDS] URL...");
    System.exit(2);
  }
  // Made before the loop runs, for it reads certificates from files, which would hold the loop.
  try (var client = HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build()) {
    run(() -> crawlAll(client, starts));
  } catch (CancelledError cancelled) { // Ctrl-C
    System.err.println(cancelled.getMessage());
    System.exit(130);
  }
  broken.forEach(IO::println);
  IO.println("pages: " + visited.size() + ", broken: " + broken.size());
  System.exit(broken.isEmpty() ? 0 : 1);
}

final boolean onTerminal = System.console() != null && System.console().isTerminal();

Duration timeLimit = Duration.ofSeconds(10);
Duration progressEvery = onTerminal ? Duration.ofMillis(100) : Duration.ofSeconds(5);

Duration seconds(String option) {
  return Duration.ofMillis((long) (1000 * Double.parseDouble(option.replaceAll(".*=", ""))));
}

/* ---- coroutines: one runs at a time, so what they share needs no lock ---- */

static final int PAGES_AT_A_TIME = 8;
static final int PAGES_AT_A_TIME_OF_A_HOST = 2;

final Semaphore all = new Semaphore(PAGES_AT_A_TIME);

/// The hosts that are crawled, and how many pages each may be asked for at a time.
final Map<String, Semaphore> hosts = new HashMap<>();

final Set<URI> visited = new HashSet<>();
final Set<String> broken = new TreeSet<>();
int pagesDone;

void crawlAll(HttpClient client, List<String> starts) throws Exception {
  taskGroup(
      group -> {
        group.createBackgroundTask(this::showProgress); // ends with the group
        for (var start : starts) {
          var page = URI.create(start);
          hosts.put(page.getAuthority(), new Semaphore(PAGES_AT_A_TIME_OF_A_HOST));
          visit(client, group, page, "the command line");
        }
      });
  clearProgress();
}

/// Has a page crawled by a task of its own, if that was not done yet. Tasks that wait cost little,
/// so there may be one for each page that is known and not crawled.
void visit(HttpClient client, TaskGroup group, URI page, String from) {
  var isCrawled = hosts.containsKey(page.getAuthority()) && page.getScheme().startsWith("http");
  if (isCrawled && visited.add(page)) {
    group.createTask(page.toString(), () -> crawl(client, group, page, from));
  }
}

void crawl(HttpClient client, TaskGroup group, URI page, String from) throws Exception {
  // In this order: who waits for a busy host takes nothing from the other hosts.
  try (var _ = hosts.get(page.getAuthority()).hold();
      var _ = all.hold()) {
    var response = fetch(client, page);
    if (response.statusCode() != 200) {
      broken.add(page + " (" + response.statusCode() + "), linked from " + from);
    } else if (response.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
      links(response).forEach(link -> visit(client, group, link, page.toString()));
    }
  } catch (IOException | TimeoutException failure) {
    broken.add(page + " (" + inWords(failure) + "), linked from " + from);
  }
  pagesDone++;
}

HttpResponse<String> fetch(HttpClient client, URI page) throws Exception {
  var request = HttpRequest.newBuilder(page).build();
  return timeout(timeLimit, () -> await(client.sendAsync(request, BodyHandlers.ofString())));
}

void showProgress() {
  while (true) {
    sleep(progressEvery);
    var line = pagesDone + " of " + visited.size() + " pages done";
    System.err.print(onTerminal ? "\r" + line : line + "\n");
  }
}

void clearProgress() {
  if (onTerminal) {
    System.err.print("\r" + " ".repeat(40) + "\r");
  }
}

/* ---- functions ---- */

static final Pattern LINK =
    Pattern.compile("<a\\s[^>]*href\\s*=\\s*\"([^\"#]+)", Pattern.CASE_INSENSITIVE);

/// Where the links of a page lead; what is no URL is left out.
List<URI> links(HttpResponse<String> response) {
  var links = new ArrayList<URI>();
  for (var link : LINK.matcher(response.body()).results().toList()) {
    try {
      links.add(response.uri().resolve(new URI(link.group(1).strip())));
    } catch (URISyntaxException wrong) {
      broken.add(link.group(1) + " (no URL), linked from " + response.uri());
    }
  }
  return links;
}

String inWords(Exception failure) {
  return switch (failure) {
    case TimeoutException _ -> "timed out";
    case ConnectException _ -> "cannot connect";
    default -> Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  };
}
