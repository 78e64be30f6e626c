/// Holds what was sent against what came out, record by record.
///
/// | | acknowledged | not acknowledged |
/// |---|---|---|
/// | good | at every sink | there or not |
/// | refused by the service | in its files, in quarantine, not at the service | the same, or nowhere |
/// | bad | in quarantine with its reason, at no sink | in quarantine or not, at no sink |
///
/// With a key, each is there once; without, at most as often as it was sent, and at every sink as often as
/// at the others: what is doubled then was doubled by its sender.
struct Checker {
  let maker: RecordMaker
  let delivery: Delivery
  let findings: Findings

  /// Whether requests with a key can have met several gateways, which do not know each other's keys: then
  /// files and quarantines of each may have a record. Its event id is the same.
  var hasReplicas = false

  func check(_ sent: SentRecords) {
    let entries = sent.all
    for (number, entry) in entries.enumerated() { check(number, entry) }
    for (place, counts) in [
      ("the service", delivery.service ?? [:]), ("the files", delivery.files ?? [:]),
      ("the quarantine", delivery.rejected), ("the quarantine", delivery.refused),
    ] {
      for number in counts.keys where number >= entries.count {
        findings.add(.foreign, "\(place) has record \(number), which nobody sent")
      }
    }
  }

  private func check(_ number: Int, _ entry: SentRecords.Entry) {
    if entry.wasAccepted == nil {
      findings.add(
        .wrong, "record \(number) was never acknowledged, sent \(entry.submissions) times")
    }
    switch maker.kind(of: number) {
    case .good:
      expect(delivery.service?[number, default: 0], number, entry, "at the service")
      expect(delivery.files?[number, default: 0], number, entry, "in the files", isOfReplica: true)
      expectSame(number)
    case .refused:
      expect(0, exactly: delivery.service?[number], number, "at the service that refused it")
      expect(delivery.files?[number, default: 0], number, entry, "in the files", isOfReplica: true)
      if delivery.service != nil {
        expect(
          delivery.refused[number, default: 0], number, entry, "in quarantine", isOfReplica: true)
      }
    case .wrongType, .incomplete, .notJSON:
      expect(0, exactly: delivery.service?[number], number, "at the service, and is bad")
      expect(0, exactly: delivery.files?[number], number, "in the files, and is bad")
      expect(
        delivery.rejected[number, default: 0], number, entry, "in quarantine", isOfReplica: true)
    }
  }

  /// - Parameter count: Nil where there is no such place.
  private func expect(
    _ count: Int?, _ number: Int, _ entry: SentRecords.Entry, _ place: String,
    isOfReplica: Bool = false
  ) {
    guard let count else { return }
    let isOnce = entry.isKeyed && !(isOfReplica && hasReplicas)
    let words =
      "record \(number), sent \(entry.submissions) times \(entry.isKeyed ? "with" : "without") a key, is \(count) times \(place)"
    if entry.wasAccepted != nil, count == 0 { findings.add(.lost, words) }
    if count > (isOnce ? 1 : entry.submissions) { findings.add(.doubled, words) }
  }

  private func expect(_ count: Int, exactly found: Int?, _ number: Int, _ place: String) {
    guard let found, found != count else { return }
    findings.add(.wrong, "record \(number) is \(found) times \(place)")
  }

  /// Every sink of a stream has the same records.
  private func expectSame(_ number: Int) {
    guard let service = delivery.service?[number, default: 0],
      let files = delivery.files?[number, default: 0], service != files
    else { return }
    findings.add(
      service < files ? .lost : .doubled,
      "record \(number) is \(service) times at the service and \(files) times in the files")
  }
}
