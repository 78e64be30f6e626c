import Synchronization

/// All time series of one metric.
///
/// Memory is bounded: label sets beyond `maxSeries` share one series, whose label values are all
/// `overflow`, so that sums over the metric stay right.
package final class MetricFamily<Cell: Sendable>: Sendable {
  static var overflow: String { "overflow" }

  /// Label values longer than this are cut, since whatever a client sent may end up in one.
  static var maxLabelValueBytes: Int { 256 }

  package let description: MetricDescription
  private let maxSeries: Int
  private let dropped: CounterCell
  private let makeCell: @Sendable () -> Cell
  private let series = Mutex(Series())

  private struct Series {
    var indices: [LabelSet: Int] = [:]
    var cells: [(labels: String, cell: Cell)] = []

    mutating func add(_ labels: LabelSet, _ cell: Cell) -> Cell {
      indices[labels] = cells.count
      cells.append((labelText(labels.names, labels.values), cell))
      return cell
    }
  }

  private struct LabelSet: Hashable {
    var names: [String]
    var values: [String]
  }

  /// - Parameter dropped: Counts the uses of label sets that got no series of their own.
  init(
    _ description: MetricDescription, maxSeries: Int, dropped: CounterCell,
    makeCell: @escaping @Sendable () -> Cell
  ) {
    self.description = description
    self.maxSeries = maxSeries
    self.dropped = dropped
    self.makeCell = makeCell
  }

  /// The series with these values of the description's labels, made if it is the first time.
  ///
  /// One lock and one look into a dictionary: whoever counts often keeps the cell.
  package func callAsFunction(_ values: String...) -> Cell {
    cell(description.labels, values)
  }

  func cell(_ names: [String], _ values: [String]) -> Cell {
    let wanted = LabelSet(names: names, values: values)
    if let cell = series.withLock({ series in
      series.indices[wanted].map { series.cells[$0].cell }
    }) {
      return cell
    }
    let key = LabelSet(names: names, values: values.map { $0.cut(to: Self.maxLabelValueBytes) })
    return series.withLock { series in
      if let index = series.indices[key] { return series.cells[index].cell }
      if series.cells.count < maxSeries { return series.add(key, makeCell()) }
      dropped.increment(by: 1)
      let last = LabelSet(names: names, values: names.map { _ in Self.overflow })
      if let index = series.indices[last] { return series.cells[index].cell }
      return series.add(last, makeCell())
    }
  }

  /// The series so far, in the order in which they came.
  var cells: [(labels: String, cell: Cell)] { series.withLock { $0.cells } }
}

extension String {
  /// As many whole characters from the start as fit into `limit` bytes.
  func cut(to limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var end = utf8.index(startIndex, offsetBy: limit)
    while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
