package dev.rondo.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page that maps asyncio's names to ours tells the truth.
class AsyncioPageTest {
  private static final Path PAGE = Path.of("..", "docs", "asyncio.md");
  private static final Path NAMES =
      Path.of("src", "test", "resources", "asyncio", "names-3.14.txt");

  /// Where a name on the page may be at home.
  private static final List<String> PACKAGES = List.of("dev.rondo.", "dev.rondo.net.");

  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]*) \\|$", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  private record Row(String asyncio, String ours, String note) {}

  private static List<Row> rows() throws Exception {
    return ROW.matcher(Files.readString(PAGE))
        .results()
        .map(row -> new Row(row.group(1), row.group(2).strip(), row.group(3).strip()))
        .toList();
  }

  @Test
  void namesEveryPublicNameOfAsyncio() throws Exception {
    var there = rows().stream().map(Row::asyncio).toList();
    var missing = new ArrayList<>(Files.readAllLines(NAMES));
    missing.removeAll(there);
    assertEquals(List.of(), missing);
  }

  @Test
  void namesOnlyWhatExistsHere() throws Exception {
    var dead = new ArrayList<String>();
    for (var row : rows()) {
      NAME.matcher(row.ours)
          .results()
          .map(name -> name.group(1))
          .forEach(
              name -> {
                if (!exists(name)) {
                  dead.add(row.asyncio + " -> " + name);
                }
              });
    }
    assertEquals(List.of(), dead);
  }

  @Test
  void saysWhyWhereThereIsNothing() throws Exception {
    var silent = rows().stream().filter(row -> row.ours.equals("none") && row.note.isEmpty());
    assertEquals(List.of(), silent.map(Row::asyncio).toList());
  }

  /// `Type`, `Type.method`, `Enum.CONSTANT`, or the full name of a class of the JDK.
  private static boolean exists(String name) {
    return isClass(name) || PACKAGES.stream().anyMatch(known -> exists(known, name));
  }

  private static boolean exists(String known, String name) {
    if (isClass(known + name)) {
      return true;
    }
    var dot = name.lastIndexOf('.');
    if (dot < 0 || !isClass(known + name.substring(0, dot))) {
      return false;
    }
    var member = name.substring(dot + 1);
    try {
      var type = Class.forName(known + name.substring(0, dot));
      return Stream.concat(
              Arrays.stream(type.getMethods()).map(method -> method.getName()),
              Arrays.stream(type.getFields()).map(field -> field.getName()))
          .anyMatch(member::equals);
    } catch (ClassNotFoundException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static boolean isClass(String name) {
    try {
      var _ = Class.forName(name);
      return true;
    } catch (ClassNotFoundException unknown) {
      return false;
    }
  }
}
