package dev.rondo.testing.gallery;

import static dev.rondo.Async.gather;
import static dev.rondo.testing.gallery.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.Lock;
import dev.rondo.testing.EveryWait.Scenario;
import java.util.function.ObjIntConsumer;

/// Read, wait, write.
final class LostUpdate implements Bug {
  private static final class Account {
    private final Lock lock = new Lock();
    private int balance;

    void pay(int amount) {
      var read = balance;
      turns(2); // the audit log
      balance = read + amount;
    }

    void payAlone(int amount) {
      try (var _ = lock.hold()) {
        pay(amount);
      }
    }
  }

  private static Scenario payments(ObjIntConsumer<Account> pay) {
    var account = new Account();
    return () -> {
      gather(
          () -> pay.accept(account, 10),
          () -> {
            turns(3); // this customer looks for a card first
            pay.accept(account, 20);
          });
      assertEquals(30, account.balance, "balance");
    };
  }

  @Override
  public String name() {
    return "lost update";
  }

  @Override
  public String about() {
    return "a value is read, something is waited for, and the old value plus something is written";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.assertion("balance ==> expected: <30>"));
  }

  @Override
  public Scenario broken() {
    return payments(Account::pay);
  }

  @Override
  public Scenario mended() {
    return payments(Account::payAlone);
  }
}
