package dev.rondo.net;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text of the network.
final class Utf8 {
  private Utf8() {}

  /// Refuses what is no text, instead of putting question marks into it.
  static String decode(ByteBuffer bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }
}
