package dev.rondo.net;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Checks of what ends a read.
final class Separators {
  private Separators() {}

  static byte[][] utf8(String[] texts) {
    var all = new byte[Checks.notNull(texts, "separators").length][];
    for (var index = 0; index < all.length; index++) {
      all[index] = Checks.notNull(texts[index], "separator").getBytes(StandardCharsets.UTF_8);
    }
    return all;
  }

  static List<byte[]> listOf(byte[][] separators) {
    Checks.notNull(separators, "separators");
    if (separators.length == 0) {
      throw new IllegalArgumentException("readUntil needs a separator");
    }
    var all = new ArrayList<byte[]>(separators.length);
    for (var separator : separators) {
      if (Checks.notNull(separator, "separator").length == 0) {
        throw new IllegalArgumentException("Separator should be at least one-byte string");
      }
      all.add(separator);
    }
    return all;
  }
}
