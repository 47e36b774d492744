import static dev.rondo.Async.*;

/// Two coroutines at the same time: this takes one second, not two.
void main() throws Exception {
  run(() -> gather(() -> coroutine("1"), () -> coroutine("2")));
}

void coroutine(String n) {
  IO.println("Start of coroutine_" + n);
  sleep(Duration.ofSeconds(1));
  IO.println("End of coroutine_" + n);
}
