package dev.rondo.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test of JUnit whose method is the main coroutine of a run under virtual time, see [Testing].
///
/// Parameters of the types [dev.rondo.Loop], [VirtualClock] and [Recorder] are those of the run;
/// other parameters are left to other extensions. Methods that JUnit calls before and after the
/// test are no coroutines.
@Test
@ExtendWith(RondoExtension.class)
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface RondoTest {
  /// {@return how many seconds of real time a run may take, each of several by itself} When they
  /// are over the test fails, with who waits for whom, or with the stack of the code that does not
  /// let others run.
  int limitSeconds() default 30;

  /// {@return what a run may leave behind}
  Check[] allow() default {};

  /// {@return whether time moves only by [VirtualClock#advance(java.time.Duration)]}
  boolean byHand() default false;

  /// {@return in how many orders the method is run; zero means once, first in, first out}
  int schedules() default 0;

  /// {@return how these orders are found}
  Order order() default Order.RANDOM;

  /// {@return for [Order#PCT], how many constraints of order the bug needs that is looked for}
  int depth() default 3;

  /// {@return what the random choices depend on}
  long seed() default 1;

  /// {@return whether the method is run in all orders}
  boolean exhaustive() default false;

  /// {@return in how many orders an exhaustive test is run at most}
  int maxSchedules() default 10_000;

  /// {@return the token of a [ScheduleFailure], of which only that schedule is run}
  String replay() default "";

  /// How the orders of a test are found.
  enum Order {
    /// As by [Schedules#random(int)].
    RANDOM,

    /// As by [Schedules#pct(int, int)].
    PCT
  }
}
