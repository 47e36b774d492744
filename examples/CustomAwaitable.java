import static dev.rondo.Async.*;

import dev.rondo.Awaitable;

/// A class of your own can be awaited: all it takes is the method `await`.
class Pause implements Awaitable<Void> {
  @Override
  public Void await() {
    IO.println("Awaiting");
    yieldNow();
    IO.println("Done");
    return null;
  }
}

void main() throws Exception {
  run(
      () -> {
        IO.println("Starting main");
        await(new Pause());

        var pause = new Pause();
        await(pause);
        IO.println("Ending main");
      });
}
