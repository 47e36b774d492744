package dev.rondo.net;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/// All that a process has written.
///
/// @threads any
/// @asyncio the result of `Process.communicate`
public final class ProcessOutput {
  private final byte[] stdout;
  private final byte[] stderr;

  ProcessOutput(byte[] stdout, byte[] stderr) {
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /// {@return its output; none if that is not a pipe; not a copy}
  public byte[] stdout() {
    return stdout;
  }

  /// {@return its errors; none if they are not a pipe; not a copy}
  public byte[] stderr() {
    return stderr;
  }

  /// {@return its output as UTF-8 text}
  ///
  /// @throws CharacterCodingException if it is not UTF-8
  public String stdoutText() throws CharacterCodingException {
    return Utf8.decode(ByteBuffer.wrap(stdout));
  }

  /// {@return its errors as UTF-8 text}
  ///
  /// @throws CharacterCodingException if they are not UTF-8
  public String stderrText() throws CharacterCodingException {
    return Utf8.decode(ByteBuffer.wrap(stderr));
  }

  /// {@return the sizes, for people}
  @Override
  public String toString() {
    return "ProcessOutput["
        + stdout.length
        + " bytes of output, "
        + stderr.length
        + " bytes of errors]";
  }
}
