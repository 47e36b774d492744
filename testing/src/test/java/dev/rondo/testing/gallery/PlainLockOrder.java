package dev.rondo.testing.gallery;

import static dev.rondo.testing.gallery.Turns.plainTurns;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.testing.EveryWait.Scenario;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Two locks of the JDK, taken in two orders by plain virtual threads.
final class PlainLockOrder implements Bug {
  private static final class Account {
    private final Lock books = new ReentrantLock();
    private final Lock journal = new ReentrantLock();
    private int balance;

    void pay(int amount) {
      both(books, journal, () -> balance += amount);
    }

    void audit() {
      both(journal, books, () -> {});
    }

    void auditInTheOrderOfPay() {
      both(books, journal, () -> {});
    }

    private static void both(Lock first, Lock second, Runnable body) {
      first.lock();
      try {
        plainTurns(1); // opens it
        second.lock();
        try {
          body.run();
        } finally {
          second.unlock();
        }
      } finally {
        first.unlock();
      }
    }
  }

  private interface Audit {
    void audit(Account account);
  }

  private static Scenario payment(Audit audit) {
    var account = new Account();
    return () -> {
      var payer = Thread.ofVirtual().start(() -> account.pay(10));
      var auditor =
          Thread.ofVirtual()
              .start(
                  () -> {
                    plainTurns(2);
                    audit.audit(account);
                  });
      payer.join();
      auditor.join();
      assertEquals(10, account.balance, "balance");
    };
  }

  @Override
  public String name() {
    return "lock order, plain Java";
  }

  @Override
  public String about() {
    return "two virtual threads take two `ReentrantLock`s in two orders";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.deadlock());
  }

  @Override
  public Scenario broken() {
    return payment(Account::audit);
  }

  @Override
  public Scenario mended() {
    return payment(Account::auditInTheOrderOfPay);
  }
}
