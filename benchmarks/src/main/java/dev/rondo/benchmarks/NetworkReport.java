package dev.rondo.benchmarks;

import java.util.ArrayList;
import java.util.List;

/// What was measured over the network, for people.
///
/// @param measurements only those
record NetworkReport(List<Measurement> measurements) {
  /// The file of its chart.
  static final String CHART = "network.svg";

  static NetworkReport of(List<Measurement> all) {
    return new NetworkReport(all.stream().filter(each -> each.workload().isNetwork()).toList());
  }

  boolean isEmpty() {
    return measurements.isEmpty();
  }

  String chart() {
    return new DotPlot("Echo: time and memory, as multiples of Rondo's", DotPlot.rows(measurements))
        .svg();
  }

  String section() {
    return """

    ## Over the network

    A message is sent and comes back, over loopback. Above 1 the other needs more than Rondo.

    ![Multiples of what Rondo needs](%s)

    %s
    Median of the rounds, and the least and the greatest.

    %s\
    """
        .formatted(CHART, Report.ratioTable(measurements), details());
  }

  private String details() {
    var table =
        new StringBuilder(
            """
            | workload | who | one | median | least | greatest | × Rondo | messages/s \
            | the server's processor | × Rondo | live heap |
            |---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|
            """);
    for (var comparison : Comparison.byWorkload(measurements)) {
      var all = new ArrayList<>(List.of(comparison.rondo()));
      all.addAll(comparison.others());
      for (var each : all) {
        table.append(row(comparison, each));
      }
    }
    return table.toString();
  }

  private static String row(Comparison comparison, Measurement each) {
    var rondo = comparison.rondo();
    var processor = each.medianOf(Network.PROCESSOR);
    var heap = each.medianOf(Network.HEAP);
    var ratio = each.ratioOf(Network.PROCESSOR, rondo);
    return Report.row(
        comparison.workload().title(),
        each.label(),
        comparison.workload().operation(),
        Figures.withUnit(each.median(), each.unit()),
        Figures.withUnit(each.least(), each.unit()),
        Figures.withUnit(each.most(), each.unit()),
        Figures.digits(each.ratioTo(rondo)),
        each.unit().equals("ns") ? Figures.count((int) (1e9 / each.median())) : "",
        processor.isPresent() ? Figures.withUnit(processor.getAsDouble(), "ns") : "",
        ratio.isPresent() ? Figures.digits(ratio.getAsDouble()) : "",
        heap.isPresent() ? Figures.withUnit(heap.getAsDouble(), "B") : "");
  }
}
