import static dev.rondo.Async.*;

/// The same thing twice: as a function that blocks its thread, and as a coroutine, which gives way
/// to others while it sleeps.
void main() throws Exception {
  function();
  run(this::coroutine);
}

void function() throws InterruptedException {
  IO.println("Start of the function");
  Thread.sleep(Duration.ofSeconds(1));
  IO.println("End of the function");
}

void coroutine() {
  IO.println("Start of the coroutine");
  sleep(Duration.ofSeconds(1));
  IO.println("End of the coroutine");
}
