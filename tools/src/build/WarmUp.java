import static dev.rondo.Async.*;

/// A program that does what most programs do when they start. What it makes the JVM load is kept
/// and need not be loaded again.
void main(String[] arguments) throws Exception {
  function("two", 3);
  run(this::coroutine);
  run(
      () -> {
        gather(() -> greet("one"), () -> greet("two"));
        var task = createTask(() -> sum(List.of(1, 2, 3)));
        IO.println("sum: " + await(task));
      });
}

void function(String text, int number) throws InterruptedException {
  Thread.sleep(Duration.ofMillis(1));
  Supplier<String> both = () -> text + number;
  IO.println("Start of " + both.get() + "!");
}

void coroutine() {
  IO.println("Start of the coroutine");
  sleep(Duration.ofMillis(1));
  IO.println("End of the coroutine");
}

void greet(String name) {
  IO.println("Hello " + name);
  sleep(Duration.ofMillis(1));
  IO.println("Bye " + name);
}

int sum(List<Integer> numbers) {
  yieldNow();
  return numbers.stream().mapToInt(number -> number).sum();
}
