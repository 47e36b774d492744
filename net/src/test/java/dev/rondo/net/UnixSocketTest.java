package dev.rondo.net;

import static dev.rondo.Async.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Unix sockets and their files.
@Timeout(30)
class UnixSocketTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("socket");
  }

  private static void echo(Connection connection) throws IOException {
    for (var line : connection.lines()) {
      connection.write(line + "\n");
    }
  }

  private void assertServes() throws IOException {
    try (var connection = Net.connect(file())) {
      connection.write("line\n");
      assertEquals("line", connection.readLine());
      connection.shutdownOutput();
      assertNull(connection.readLine());
    }
  }

  @Test
  void linesGoBothWays() throws Exception {
    run(
        () -> {
          try (var _ = Net.listen(file(), UnixSocketTest::echo)) {
            assertServes();
          }
        });
  }

  @Test
  void theAddressIsThatOfTheFile() throws Exception {
    run(
        () -> {
          try (var server = Net.listen(file(), UnixSocketTest::echo);
              var connection = Net.connect(file())) {
            assertEquals(UnixDomainSocketAddress.of(file()), server.addresses().getFirst());
            assertEquals(UnixDomainSocketAddress.of(file()), connection.remoteAddress());
            assertThrows(UnsupportedOperationException.class, server::port);
          }
        });
  }

  @Test
  void theFileIsRemovedOnClose() throws Exception {
    run(
        () -> {
          try (var _ = Net.listen(file(), UnixSocketTest::echo)) {
            assertTrue(Files.exists(file()));
          }
          assertFalse(Files.exists(file()));
          assertThrows(NoSuchFileException.class, () -> Net.connect(file()));
        });
  }

  @Test
  void theFileOfAServerThatIsLeftOpenIsRemovedWithTheLoop() throws Exception {
    run(
        () -> {
          Net.listen(file(), UnixSocketTest::echo);
        });
    assertFalse(Files.exists(file()));
  }

  @Test
  void aFileThatIsGoneAlreadyIsNoError() throws Exception {
    run(
        () -> {
          var server = Net.listen(file(), UnixSocketTest::echo);
          Files.delete(file());
          server.close();
          server.awaitClosed();
        });
  }

  @Test
  void theFileOfAnotherServerIsNotRemoved() throws Exception {
    run(
        () -> {
          var first = Net.listen(file(), UnixSocketTest::echo);
          try (var _ = Net.listen(file(), UnixSocketTest::echo)) {
            first.close();
            assertServes();
          }
          assertFalse(Files.exists(file()));
        });
  }

  @Test
  void aSocketThatWasLeftBehindIsReplaced() throws Exception {
    try (var stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stale.bind(UnixDomainSocketAddress.of(file()));
    }
    assertTrue(Files.exists(file()));
    run(
        () -> {
          try (var _ = Net.listen(file(), UnixSocketTest::echo)) {
            assertServes();
          }
        });
  }

  @Test
  void aPlainFileIsRefusedAndStays() throws Exception {
    Files.writeString(file(), "precious");
    run(
        () -> {
          var error =
              assertThrows(IOException.class, () -> Net.listen(file(), UnixSocketTest::echo));
          assertTrue(String.valueOf(error.getMessage()).contains("socket"), error::toString);
        });
    assertEquals("precious", Files.readString(file()));
  }

  @Test
  void aFolderIsRefused() throws Exception {
    run(
        () -> {
          assertThrows(IOException.class, () -> Net.listen(folder, UnixSocketTest::echo));
          assertThrows(IOException.class, () -> Net.connect(folder));
        });
    assertTrue(Files.isDirectory(folder));
  }

  @Test
  void aPathThatIsTooLongIsRefused() throws Exception {
    run(
        () -> {
          var path = folder.resolve("x".repeat(200));
          var error = assertThrows(IOException.class, () -> Net.listen(path, UnixSocketTest::echo));
          assertTrue(String.valueOf(error.getMessage()).contains("too long"), error::toString);
          assertThrows(IOException.class, () -> Net.connect(path));
        });
  }

  @Test
  void aFolderThatIsMissingIsNamed() throws Exception {
    run(
        () -> {
          var path = folder.resolve("missing").resolve("socket");
          var error = assertThrows(IOException.class, () -> Net.listen(path, UnixSocketTest::echo));
          assertTrue(String.valueOf(error.getMessage()).contains("missing"), error::toString);
          var refused = assertThrows(NoSuchFileException.class, () -> Net.connect(path));
          assertTrue(String.valueOf(refused.getMessage()).contains("missing"), refused::toString);
        });
  }
}
