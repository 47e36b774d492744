package dev.rondo.benchmarks;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// All that a run found out; `results.json` is this.
///
/// @param date the day of the run, as `2026-01-31`
/// @param versions of the peers in other languages
/// @param missing peers that the machine does not have
/// @param growth measurements of several sizes
record Results(
    String date,
    Machine machine,
    Settings settings,
    Map<Contestant, String> versions,
    Map<Contestant, String> missing,
    List<Measurement> measurements,
    List<Measurement> growth,
    List<String> failures) {
  private static final String FILE = "results.json";
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  /// {@return what an earlier run wrote}
  ///
  /// @param folder where it did
  static Results read(Path folder) throws IOException {
    return GSON.fromJson(Files.readString(folder.resolve(FILE)), Results.class);
  }

  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(FILE), GSON.toJson(this) + "\n");
  }
}
