import WeirResilience
import WeirStream

/// The moment something happens, by both clocks.
struct DeliveryMoment {
  /// Since the clock was taken up.
  var elapsed: Duration
  var wall: Timestamp
}

extension DeliveryWindow {
  /// Takes what became of a delivery.
  ///
  /// - Parameters:
  ///   - results: For each record of the batch, in order.
  ///   - position: Where the sink stands then.
  /// - Returns: What to tell.
  mutating func finish(
    _ id: BatchID, _ results: [Result<Void, DeliveryFailure>], position: [UInt8]?,
    at moment: DeliveryMoment, using generator: inout some RandomNumberGenerator
  ) -> [DeliveryEvent] {
    guard let batch = end(id) else { return [] }
    precondition(results.count == batch.records.count, "a sink answers for each record")
    var tally = OutcomeTally()
    var returned: [SpoolRecord] = []
    for (record, result) in zip(batch.records, results) {
      guard
        let outcome = outcome(of: record, result, in: batch, at: moment, using: &generator)
      else {
        returned.append(record)
        continue
      }
      silence.note(outcome, wasParked: batch.isParked)
      outcomes.note(outcome, of: record.sequence, wasParked: batch.isParked)
      tally.count(outcome, receivedAt: record.receivedAt, now: moment.wall)
    }
    silence.note(results, begunAt: batch.begunAt)
    outcomes.note(position: position)
    putBack(returned, of: batch, now: moment.elapsed)
    return tally.events + judge(batch, results, now: moment.elapsed, using: &generator)
  }

  /// Nil for a record that nothing became of.
  private func outcome(
    of record: SpoolRecord, _ result: Result<Void, DeliveryFailure>, in batch: Batch,
    at moment: DeliveryMoment, using generator: inout some RandomNumberGenerator
  ) -> RecordOutcome? {
    guard case .failure(let failure) = result else { return .delivered }
    guard failure.scope == .record else { return nil }
    let attempts = (batch.earlierAttempts?[record.sequence] ?? 0) + failure.attempts
    let failureClass = failure.classification.failureClass
    if failureClass == .permanent {
      return .refused(
        Settlement.Refusal(
          sequence: record.sequence, attempts: attempts, code: failure.code,
          message: failure.message))
    }
    var dueAt: Timestamp?
    if failureClass != .ambiguous || isIdempotent {
      let delay = max(
        settings.parkDelay(after: attempts, using: &generator),
        failure.classification.retryAfter ?? .zero)
      dueAt = Timestamp(nanoseconds: moment.wall.nanoseconds + delay.nanosecondCount)
    }
    return .parked(
      Settlement.Parking(
        sequence: record.sequence, attempts: attempts, dueAt: dueAt, code: failure.code))
  }

  /// What the results say about the sink: a pause where it took nothing, an end of the pause where it
  /// took or refused something.
  private mutating func judge(
    _ batch: Batch, _ results: [Result<Void, DeliveryFailure>], now: Duration,
    using generator: inout some RandomNumberGenerator
  ) -> [DeliveryEvent] {
    // What began before the pause, or the probe, says nothing new.
    guard batch.round == round else { return [] }
    guard let failure = Self.failureOfSink(results) else {
      pauses = 0
      guard health != .running else { return [] }
      setHealth(.running)
      return [.resumed]
    }
    // Records that failed before say little of the sink: it is left alone for those that did not.
    if batch.isParked, health == .running, failure.scope == .record { return [] }
    let delay =
      failure.scope == .sink && failure.classification.retryAfter != nil
      ? failure.classification.retryAfter ?? .zero
      : max(
        settings.pauseDelay(after: pauses, using: &generator),
        failure.classification.retryAfter ?? .zero)
    pauses += 1
    round += 1
    setHealth(.paused(until: now + delay))
    // They would be held, and not seen any more, for as long as the pause takes.
    forgetParked()
    return [.paused(code: failure.code, message: failure.messageForLogs, for: delay)]
  }

  /// Why the sink is to be left alone; nil where it took something, or had reasons to refuse it.
  private static func failureOfSink(
    _ results: [Result<Void, DeliveryFailure>]
  ) -> DeliveryFailure? {
    var transient: DeliveryFailure?
    var isWell = false
    for result in results {
      guard case .failure(let failure) = result else {
        isWell = true
        continue
      }
      if failure.scope == .sink { return failure }
      if failure.classification.failureClass == .permanent { isWell = true }
      transient = transient ?? failure
    }
    return isWell ? nil : transient
  }
}

/// Outcomes of one delivery, as they are told.
private struct OutcomeTally {
  private var ages: [Duration] = []
  private var counts: [DeliveryEvent.Group: Int] = [:]

  mutating func count(_ outcome: RecordOutcome, receivedAt: Timestamp, now: Timestamp) {
    switch outcome {
    case .delivered: ages.append(.nanoseconds(now.nanoseconds - receivedAt.nanoseconds))
    case .refused(let refusal): counts[.refused(refusal.code), default: 0] += 1
    case .parked(let parking):
      counts[parking.dueAt == nil ? .unknown(parking.code) : .parked(parking.code), default: 0] += 1
    }
  }

  var events: [DeliveryEvent] {
    (ages.isEmpty ? [] : [.delivered(ages: ages)])
      + counts.sorted { $0.key.code < $1.key.code }.map { group, count in
        switch group {
        case .refused(let code): .refused(count: count, code: code)
        case .parked(let code): .parked(count: count, code: code)
        case .unknown(let code): .outcomeUnknown(count: count, code: code)
        }
      }
  }
}

extension DeliveryEvent {
  fileprivate enum Group: Hashable {
    case refused(String), parked(String), unknown(String)

    var code: String {
      switch self {
      case .refused(let code), .parked(let code), .unknown(let code): code
      }
    }
  }
}
