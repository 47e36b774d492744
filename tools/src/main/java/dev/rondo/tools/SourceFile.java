package dev.rondo.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.SimpleJavaFileObject;
import org.jspecify.annotations.Nullable;

/// A source file as the compiler sees it. It is read once, so that what was compiled is what is
/// remembered, whatever an editor does meanwhile.
final class SourceFile extends SimpleJavaFileObject {
  private final Path path;
  private final String shown;
  private byte @Nullable [] content;

  SourceFile(Path path, String shown) {
    super(path.toUri(), Kind.SOURCE);
    this.path = path;
    this.shown = shown;
  }

  Path path() {
    return path;
  }

  /// {@return the content, null if nobody asked for it}
  byte @Nullable [] content() {
    return content;
  }

  @Override
  public String getCharContent(boolean ignoreEncodingErrors) throws IOException {
    var bytes = content;
    if (bytes == null) {
      bytes = Files.readAllBytes(path);
      content = bytes;
    }
    if (ignoreEncodingErrors) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      throw new IOException("it is not text in UTF-8", notText);
    }
  }

  /// The name that messages of the compiler show.
  @Override
  public String getName() {
    return shown;
  }
}
