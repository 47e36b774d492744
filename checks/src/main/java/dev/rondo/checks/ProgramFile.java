package dev.rondo.checks;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads programs in JSON.
final class ProgramFile {
  private ProgramFile() {}

  static Program read(Path file) throws IOException {
    try (var reader = Files.newBufferedReader(file)) {
      return program(JsonParser.parseReader(reader).getAsJsonObject());
    }
  }

  private static Program program(JsonObject json) {
    var shared = json.getAsJsonObject("res");
    var resources =
        new Program.Resources(
            shared.get("locks").getAsInt(),
            numbers(shared.getAsJsonArray("sems")),
            numbers(shared.getAsJsonArray("queues")),
            shared.get("events").getAsInt(),
            shared.get("futs").getAsInt());
    return new Program(
        resources, json.getAsJsonArray("main").asList().stream().map(ProgramFile::op).toList());
  }

  private static List<Integer> numbers(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsInt).toList();
  }

  private static Op op(JsonElement json) {
    var array = json.getAsJsonArray();
    var arguments = new ArrayList<@Nullable Object>();
    for (var argument : array.asList().subList(1, array.size())) {
      arguments.add(value(argument));
    }
    return new Op(array.get(0).getAsString(), arguments);
  }

  private static @Nullable Object value(JsonElement json) {
    return switch (json) {
      case JsonArray array when isOp(array) -> op(array);
      case JsonArray array -> array.asList().stream().map(ProgramFile::value).toList();
      case JsonPrimitive flag when flag.isBoolean() -> flag.getAsBoolean();
      case JsonPrimitive text when text.isString() -> text.getAsString();
      case JsonPrimitive number -> number(number.getAsString());
      default -> null;
    };
  }

  private static boolean isOp(JsonArray array) {
    return !array.isEmpty() && array.get(0) instanceof JsonPrimitive first && first.isString();
  }

  private static Number number(String digits) {
    try {
      return Integer.valueOf(digits);
    } catch (NumberFormatException fraction) {
      return Double.valueOf(digits);
    }
  }
}
