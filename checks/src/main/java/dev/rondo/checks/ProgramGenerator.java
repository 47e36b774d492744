package dev.rondo.checks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes the program of a seed: `gen` of `dsl.py`, draw by draw.
final class ProgramGenerator {
  private static final int SIZE = 40;

  private static final List<String> SIMPLE =
      List.of(
          ("sleep0 sleep put get ev_wait ev_set ev_clear fut_wait fut_set fut_exc fut_cancel raise"
                  + " call_soon call_later cond_notify await cancel uncancel cancel_self put_nw"
                  + " get_nw note")
              .split(" "));
  private static final List<String> LEAVES =
      Stream.concat(SIMPLE.stream(), Stream.of("sleep0", "sleep", "note")).toList();
  private static final List<String> COMPOUND =
      List.of(
          ("lock sem spawn gather wait wait_for timeout shield tg try finally call cond_wait"
                  + " agen")
              .split(" "));

  private static final List<Integer> DELAYS = List.of(0, 1, 1, 2, 3, 5);
  private static final List<@Nullable Integer> LIMITS = Arrays.asList(null, 0, 1, 2, 4);
  private static final List<@Nullable Integer> WAIT_LIMITS = Arrays.asList(null, null, 0, 2);
  private static final List<@Nullable Integer> BREAKS = Arrays.asList(null, 1);
  private static final List<String> RAISED =
      List.of("ValueError", "KeyError", "ValueError", "CancelledError");
  private static final List<String> SOON = List.of("ev_set", "ev_clear", "note");
  private static final List<String> LATER = List.of("ev_set", "note", "fut_set");
  private static final List<String> CONDITIONS =
      List.of("ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION");
  private static final List<String> CAUGHT =
      List.of("Exception", "CancelledError", "BaseException");

  private final PythonRandom random;
  private final List<String> spawned = new ArrayList<>();
  private int names;
  private int left = SIZE;

  private ProgramGenerator(long seed) {
    random = new PythonRandom(seed);
  }

  static Program generate(long seed) {
    var resources = new Program.Resources(2, List.of(1, 2), List.of(1, 0), 2, 3);
    return new Program(resources, new ProgramGenerator(seed).main());
  }

  private List<Op> main() {
    var main = new ArrayList<Op>();
    var tasks = random.between(2, 4);
    for (var i = 0; i < tasks; i++) {
      main.add(Op.of("spawn", "m" + i, body(4, 2, 5)));
    }
    main.add(Op.of("spawn", "rescue", rescue()));
    main.addAll(body(3, 1, 4));
    return main;
  }

  /// Frees those that wait for something that nobody else gives them.
  private static List<Op> rescue() {
    var ops = new ArrayList<Op>();
    for (var round = 0; round < 3; round++) {
      ops.addAll(
          List.of(
              Op.of("sleep", 6),
              Op.of("ev_set", 0),
              Op.of("ev_set", 1),
              Op.of("fut_set", round, round),
              Op.of("put_nw", 0, 900 + round),
              Op.of("put_nw", 1, 950 + round),
              Op.of("put_nw", 1, 960 + round),
              Op.of("get_nw", 0),
              Op.of("cond_notify", 2)));
    }
    return ops;
  }

  private List<Op> body(int depth) {
    return body(depth, 1, 4);
  }

  private List<Op> body(int depth, int least, int most) {
    var length = random.between(least, most);
    var ops = new ArrayList<Op>(length);
    for (var i = 0; i < length; i++) {
      ops.add(op(depth));
    }
    return ops;
  }

  private List<List<Op>> bodies(int depth, int least) {
    var count = random.between(least, 3);
    var bodies = new ArrayList<List<Op>>(count);
    for (var i = 0; i < count; i++) {
      bodies.add(body(depth, 1, 3));
    }
    return bodies;
  }

  private Op op(int depth) {
    left--;
    var leaf = depth <= 0 || left <= 0 || random.random() < .45;
    var kind = random.choice(leaf ? LEAVES : COMPOUND);
    var index = random.below(2);
    return leaf ? leaf(kind, index) : compound(kind, index, depth - 1);
  }

  private Op leaf(String kind, int index) {
    return switch (kind) {
      case "sleep0", "uncancel", "cancel_self", "note" -> Op.of(kind);
      case "sleep" -> Op.of(kind, random.choice(DELAYS));
      case "put", "put_nw" -> Op.of(kind, index, random.below(100));
      case "get", "get_nw", "ev_wait", "ev_set", "ev_clear" -> Op.of(kind, index);
      case "fut_wait", "fut_exc", "fut_cancel" -> Op.of(kind, random.below(3));
      case "fut_set" -> Op.of(kind, random.below(3), random.below(100));
      case "raise" -> random.random() < .5 ? Op.of(kind, random.choice(RAISED)) : Op.of("sleep0");
      case "call_soon" -> Op.of(kind, random.choice(SOON), index);
      case "call_later" -> Op.of(kind, random.choice(DELAYS), random.choice(LATER), index);
      case "cond_notify" -> Op.of(kind, random.between(1, 2));
      case "await", "cancel" ->
          spawned.isEmpty() ? Op.of("sleep0") : Op.of(kind, random.choice(spawned));
      default -> throw new AssertionError(kind);
    };
  }

  private Op compound(String kind, int index, int depth) {
    return switch (kind) {
      case "lock", "sem" -> Op.of(kind, index, body(depth));
      case "spawn" -> spawn(depth);
      case "gather" -> Op.of(kind, bodies(depth, 0), random.random() < .4);
      case "wait" ->
          Op.of(kind, bodies(depth, 1), random.choice(CONDITIONS), random.choice(WAIT_LIMITS));
      case "wait_for", "timeout" -> Op.of(kind, random.choice(LIMITS), body(depth));
      case "shield", "call", "cond_wait" -> Op.of(kind, body(depth, 1, 2));
      case "agen" -> Op.of(kind, random.between(0, 3), random.choice(BREAKS), body(depth, 1, 2));
      case "tg" -> Op.of(kind, bodies(depth, 0), body(depth, 0, 2));
      case "try" ->
          Op.of(kind, body(depth), random.choice(CAUGHT), random.random() < .4, body(0, 0, 1));
      case "finally" -> Op.of(kind, body(depth), body(0, 1, 2));
      default -> throw new AssertionError(kind);
    };
  }

  private Op spawn(int depth) {
    var name = "t" + names++;
    var body = body(depth);
    spawned.add(name);
    return Op.of("spawn", name, body);
  }
}
