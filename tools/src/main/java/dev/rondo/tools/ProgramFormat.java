package dev.rondo.tools;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// How a program is written to a file: a checksum, then the path of the program's file, then the
/// parts of [Program] in their order, each list with its length before it.
final class ProgramFormat {
  private static final int CHECKSUM_LENGTH = Long.BYTES;

  private ProgramFormat() {}

  static byte[] write(Program program, ProgramFile file) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(0); // the place of the checksum
      out.writeUTF(file.path().toString());
      writeNames(out, program.candidates());
      writeContents(out, program.classes());
      var sources = program.sources();
      writeContents(out, byName(sources.files()));
      out.writeInt(sources.folders().size());
      for (var folder : sources.folders().entrySet()) {
        out.writeUTF(folder.getKey().toString());
        writeNames(out, folder.getValue());
      }
      writeNames(out, sources.missing().stream().map(Path::toString).toList());
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    var content = bytes.toByteArray();
    ByteBuffer.wrap(content).putLong(0, checksum(content));
    return content;
  }

  /// {@return the program, null if these bytes are damaged or of another program}
  static @Nullable Program read(byte[] content, ProgramFile file) throws IOException {
    if (content.length < CHECKSUM_LENGTH
        || ByteBuffer.wrap(content).getLong(0) != checksum(content)) {
      return null;
    }
    try (var in = new DataInputStream(new ByteArrayInputStream(content))) {
      in.skipNBytes(CHECKSUM_LENGTH);
      if (!in.readUTF().equals(file.path().toString())) {
        return null;
      }
      var candidates = readNames(in);
      var classes = readContents(in);
      var files = new HashMap<Path, byte[]>();
      for (var entry : readContents(in).entrySet()) {
        files.put(Path.of(entry.getKey()), entry.getValue());
      }
      var folders = new HashMap<Path, List<String>>();
      for (var count = in.readInt(); count > 0; count--) {
        folders.put(Path.of(in.readUTF()), readNames(in));
      }
      var missing = new HashSet<Path>();
      for (var name : readNames(in)) {
        missing.add(Path.of(name));
      }
      return new Program(candidates, classes, new Sources(files, folders, missing));
    }
  }

  private static long checksum(byte[] content) {
    var checksum = new CRC32();
    checksum.update(content, CHECKSUM_LENGTH, content.length - CHECKSUM_LENGTH);
    return checksum.getValue();
  }

  private static Map<String, byte[]> byName(Map<Path, byte[]> files) {
    var byName = new HashMap<String, byte[]>();
    files.forEach((path, content) -> byName.put(path.toString(), content));
    return byName;
  }

  private static void writeNames(DataOutputStream out, List<String> names) throws IOException {
    out.writeInt(names.size());
    for (var name : names) {
      out.writeUTF(name);
    }
  }

  private static List<String> readNames(DataInputStream in) throws IOException {
    var names = new ArrayList<String>();
    for (var count = in.readInt(); count > 0; count--) {
      names.add(in.readUTF());
    }
    return names;
  }

  private static void writeContents(DataOutputStream out, Map<String, byte[]> contents)
      throws IOException {
    out.writeInt(contents.size());
    for (var entry : contents.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      out.write(entry.getValue());
    }
  }

  private static Map<String, byte[]> readContents(DataInputStream in) throws IOException {
    var contents = new HashMap<String, byte[]>();
    for (var count = in.readInt(); count > 0; count--) {
      var name = in.readUTF();
      contents.put(name, in.readNBytes(in.readInt()));
    }
    return contents;
  }
}
