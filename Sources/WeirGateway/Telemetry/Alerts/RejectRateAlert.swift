/// Tells when too large a share of a schema's records is rejected, and when it no longer is.
///
/// It is raised once the share over the window reaches `raiseRatio` with `minRecords` or more judged, and
/// resolved once the share is below `resolveRatio`, or nothing was judged in the whole window. Between
/// the two ratios nothing changes: a share that wavers around one threshold would ring all night.
///
/// Pure: it is told totals and the time, and answers what changed. Memory: some 60 numbers a schema, for
/// `maxSchemas` of them; those that come later are looked at together as `overflow`.
package struct RejectRateAlert: Sendable {
  package struct Settings: Sendable, Equatable {
    package var window: Duration = .seconds(300)
    package var minRecords = 100
    package var raiseRatio = 0.05
    package var resolveRatio = 0.04

    package init() {}
  }

  /// What was judged by a schema since the start.
  package struct Totals: Sendable, Equatable {
    package var judged: Int
    package var rejected: Int

    package init(judged: Int = 0, rejected: Int = 0) {
      self.judged = judged
      self.rejected = rejected
    }
  }

  package struct Change: Sendable, Equatable {
    package var schema: String
    package var isRaised: Bool

    /// Within the window.
    package var counts: Totals

    package var ratio: Double {
      counts.judged == 0 ? 0 : Double(counts.rejected) / Double(counts.judged)
    }
  }

  /// As metrics, logs and the webhook call it.
  package static let name = "reject_rate"
  package static let maxSchemas = 1000

  /// Parts of the window that are forgotten one by one.
  private static let slots = 60

  fileprivate struct Slot {
    var start: Duration
    var counts: Totals
  }

  fileprivate struct Watch {
    var last = Totals()
    var slots: [Slot] = []
    var counts = Totals()
    var isRaised = false
  }

  package let settings: Settings
  private var watches: [String: Watch] = [:]

  package init(_ settings: Settings = Settings()) { self.settings = settings }

  /// Schemas whose alert is raised.
  package var active: [String] { watches.filter(\.value.isRaised).map(\.key).sorted() }

  /// - Parameters:
  ///   - totals: By schema, since the start; never smaller than the time before.
  ///   - now: Since some moment; never earlier than the time before.
  /// - Returns: What was raised or resolved, by the names of the schemas.
  package mutating func update(_ totals: [String: Totals], now: Duration) -> [Change] {
    let known = bounded(totals)
    for schema in known.keys where watches[schema] == nil { watches[schema] = Watch() }
    return watches.keys.sorted().compactMap { schema in
      watches[schema, default: Watch()].update(known[schema], now: now, settings)
        .map { Change(schema: schema, isRaised: $0.isRaised, counts: $0.counts) }
    }
  }

  private func bounded(_ totals: [String: Totals]) -> [String: Totals] {
    guard totals.count > Self.maxSchemas else { return totals }
    var result: [String: Totals] = [:]
    let newcomers = totals.keys.filter { watches[$0] == nil }.sorted()
    let room = max(0, Self.maxSchemas - watches.count)
    let admitted = Set(newcomers.prefix(room))
    for (schema, counts) in totals {
      let name = watches[schema] != nil || admitted.contains(schema) ? schema : "overflow"
      result[name, default: Totals()].judged += counts.judged
      result[name, default: Totals()].rejected += counts.rejected
    }
    return result
  }
}

extension RejectRateAlert.Watch {
  fileprivate typealias Totals = RejectRateAlert.Totals

  fileprivate mutating func update(
    _ totals: Totals?, now: Duration, _ settings: RejectRateAlert.Settings
  ) -> (isRaised: Bool, counts: Totals)? {
    forget(before: now - settings.window)
    if let totals {
      let slot = settings.window / RejectRateAlert.slots
      add(
        Totals(
          judged: max(0, totals.judged - last.judged),
          rejected: max(0, totals.rejected - last.rejected)), now: now, slot: slot)
      last = totals
    }
    guard decide(settings) else { return nil }
    return (isRaised, counts)
  }

  private mutating func forget(before start: Duration) {
    let kept = slots.firstIndex { $0.start > start } ?? slots.count
    for slot in slots[..<kept] {
      counts.judged -= slot.counts.judged
      counts.rejected -= slot.counts.rejected
    }
    slots.removeFirst(kept)
  }

  private mutating func add(_ new: Totals, now: Duration, slot: Duration) {
    guard new.judged > 0 else { return }
    counts.judged += new.judged
    counts.rejected += new.rejected
    if let last = slots.indices.last, now - slots[last].start < slot {
      slots[last].counts.judged += new.judged
      slots[last].counts.rejected += new.rejected
    } else {
      slots.append(.init(start: now, counts: new))
    }
  }

  /// - Returns: Whether it changed.
  private mutating func decide(_ settings: RejectRateAlert.Settings) -> Bool {
    let rejected = Double(counts.rejected)
    let judged = Double(counts.judged)
    if isRaised {
      guard judged == 0 || rejected < settings.resolveRatio * judged else { return false }
    } else {
      guard counts.judged >= settings.minRecords, rejected >= settings.raiseRatio * judged
      else { return false }
    }
    isRaised.toggle()
    return true
  }
}
