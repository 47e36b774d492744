package dev.rondo.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// 20,000 random programs do what CPython 3.13 did, of which the digests of the traces are kept.
class DigestsTest {
  @ParameterizedTest
  @ValueSource(strings = {"plain", "strict"})
  void sameAsCPython(String mode) throws IOException {
    var expected = digests(mode);
    var actual = new ArrayList<String>();
    Seeds.each(0, expected.size(), mode.equals("strict"), (line, _) -> actual.add(line.digest()));
    var differing = new ArrayList<Integer>();
    for (var seed = 0; seed < expected.size(); seed++) {
      if (!expected.get(seed).equals(actual.get(seed))) {
        differing.add(seed);
      }
    }
    assertEquals(List.of(), differing, "seeds with another trace, see checks/README.md");
  }

  private static List<String> digests(String mode) throws IOException {
    var name = "/" + mode + ".digests.gz";
    try (var file = Objects.requireNonNull(DigestsTest.class.getResourceAsStream(name), name);
        var text = new GZIPInputStream(file)) {
      return new String(text.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
          .lines()
          .toList();
    }
  }
}
