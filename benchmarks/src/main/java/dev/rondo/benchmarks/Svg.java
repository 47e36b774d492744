package dev.rondo.benchmarks;

import java.util.Locale;

/// The few shapes that the charts are made of.
final class Svg {
  private final StringBuilder content = new StringBuilder();
  private final int width;
  private final int height;

  /// @param title what the picture shows, for those who cannot see it
  Svg(int width, int height, String title) {
    this.width = width;
    this.height = height;
    content
        .append("<title>")
        .append(escaped(title))
        .append("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
  }

  void text(double x, double y, String anchor, String style, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" style=\"%s\">%s</text>",
        x, y, anchor, style, escaped(text));
  }

  void line(double fromX, double fromY, double toX, double toY, String color, double thickness) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
            + " stroke-width=\"%.1f\"/>",
        fromX, fromY, toX, toY, color, thickness);
  }

  void dot(double x, double y, double radius, String color, String tip) {
    add(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"><title>%s</title></circle>",
        x, y, radius, color, escaped(tip));
  }

  void diamond(double x, double y, double radius, String color, String tip) {
    add(
        "<path d=\"M%.1f %.1f l%.1f %.1f l%.1f %.1f l%.1f %.1f z\""
            + " fill=\"%s\"><title>%s</title></path>",
        x, y - radius, radius, radius, -radius, radius, -radius, -radius, color, escaped(tip));
  }

  @SuppressWarnings("AnnotateFormatMethod") // the formats are ours
  private void add(String format, Object... values) {
    content.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
        font-family="system-ui, sans-serif" font-size="13" fill="#1f2328">
        %s</svg>
        """,
        width,
        height,
        width,
        height,
        content);
  }
}
