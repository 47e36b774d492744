package dev.rondo.checks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// What came of a program.
///
/// @param lines the trace
/// @param outcome how it ended, in a word
record Result(List<String> lines, String outcome) {

  /// Half of the digest of the trace.
  String digest() {
    try {
      var text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
      var digest = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }
}
