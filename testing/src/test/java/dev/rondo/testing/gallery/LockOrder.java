package dev.rondo.testing.gallery;

import static dev.rondo.Async.gather;
import static dev.rondo.testing.gallery.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.Lock;
import dev.rondo.testing.EveryWait.Scenario;

/// Two locks, taken in two orders.
final class LockOrder implements Bug {
  private static final class Account {
    private final Lock lock = new Lock();
    private final int number;
    private int balance = 100;

    Account(int number) {
      this.number = number;
    }
  }

  private interface Transfer {
    void transfer(Account from, Account to);
  }

  private static void giverFirst(Account from, Account to) {
    try (var _ = from.lock.hold()) {
      turns(1); // is there enough?
      try (var _ = to.lock.hold()) {
        from.balance--;
        to.balance++;
      }
    }
  }

  private static void lowerNumberFirst(Account from, Account to) {
    var first = from.number < to.number ? from : to;
    var second = first == from ? to : from;
    try (var _ = first.lock.hold()) {
      turns(1);
      try (var _ = second.lock.hold()) {
        from.balance--;
        to.balance++;
      }
    }
  }

  private static Scenario transfers(Transfer code) {
    var mine = new Account(1);
    var yours = new Account(2);
    return () -> {
      gather(
          () -> code.transfer(mine, yours),
          () -> {
            turns(3);
            code.transfer(yours, mine);
          });
      assertEquals(100, mine.balance, "balance");
    };
  }

  @Override
  public String name() {
    return "lock order";
  }

  @Override
  public String about() {
    return "each holds one lock and waits for the other one's";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.deadlock());
  }

  @Override
  public Scenario broken() {
    return transfers(LockOrder::giverFirst);
  }

  @Override
  public Scenario mended() {
    return transfers(LockOrder::lowerNumberFirst);
  }
}
