import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization
import TestSupport
import WeirCompression

/// Told once, and for good.
final class StopFlag: Sendable {
  private let state = Mutex(false)

  var isSet: Bool { state.withLock { $0 } }
  func set() { state.withLock { $0 = true } }
}

/// One client: sends records, and sends again what it has no answer for.
struct Sender: Sendable {
  let number: Int
  let load: Load
  let run: ChaosRun

  /// Where to; nil while nobody is there.
  let address: @Sendable () -> String?
  let tally: SenderTally

  /// How long a client waits for an answer.
  private static let answerLimit: TimeAmount = .seconds(10)

  /// Ends when it is told to, and the request in hand is answered; or when its task is cancelled.
  func send(until stop: StopFlag) async {
    var random = SeededGenerator(seed: run.seed &+ UInt64(number) &* 7919)
    var due = ContinuousClock.now
    while !stop.isSet, !Task.isCancelled {
      var batch = Batch(of: load, run.sent, run.maker, using: &random)
      await settle(&batch, using: &random)
      due += .seconds(Double(batch.numbers.count * load.senders) / Double(load.recordsPerSecond))
      // Who is late makes up for half a second, and no more; nobody rests for long after a large request.
      let now = ContinuousClock.now
      due = min(max(due, now - .milliseconds(500)), now + .seconds(1))
      try? await Task.sleep(until: due)
    }
  }

  private func settle(_ batch: inout Batch, using random: inout SeededGenerator) async {
    while !batch.open.isEmpty {
      if Task.isCancelled { return }
      run.sent.submit(batch.open)
      var pause = Duration.milliseconds(Int.random(in: 20...200, using: &random))
      let answer = await post(batch, body: batch.body(run.maker))
      if let answer {
        note(answer, &batch)
        if batch.open.isEmpty { await repeatAnswered(batch, answer, using: &random) }
        // Who is told to wait for ten seconds looks again sooner: a run has not got so much time.
        if let seconds = answer.retryAfter { pause = .milliseconds(min(1000, seconds * 300)) }
      }
      guard !batch.open.isEmpty else { return }
      tally.failed(number, status: answer?.status)
      try? await Task.sleep(for: pause)
    }
  }

  /// Nil where there is no answer.
  private func post(_ batch: Batch, body: ByteBuffer) async -> Answer? {
    guard let address = address() else { return nil }
    var request = HTTPClientRequest(url: address)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: batch.form.contentType)
    if let key = batch.key { request.headers.add(name: "Idempotency-Key", value: key) }
    let beganAt = ContinuousClock.now
    do {
      request.body = .bytes(try encoded(body, of: batch, &request.headers))
      let answer = try await Answer(
        try await run.client.execute(request, timeout: Self.answerLimit))
      if answer.status < 300 { tally.answered(number, beganAt) }
      return answer
    } catch {
      return nil
    }
  }

  private func encoded(
    _ body: ByteBuffer, of batch: Batch, _ headers: inout HTTPHeaders
  ) throws -> ByteBuffer {
    guard batch.isCompressed else { return body }
    headers.add(name: "Content-Encoding", value: "gzip")
    var compressor = try Compressor(.gzip)
    var bytes: [UInt8] = []
    try compressor.add(Array(body.readableBytesView), to: &bytes)
    try compressor.end(to: &bytes)
    return ByteBuffer(bytes: bytes)
  }

  // MARK: What answers say

  private func note(_ answer: Answer, _ batch: inout Batch) {
    switch answer.status {
    case 202 where answer.items.isEmpty:
      for number in batch.open { acknowledge(number, isAccepted: true) }
      batch.open = []
    case 400, 422:
      if batch.open.count == 1, answer.isQuarantined {
        acknowledge(batch.open[0], isAccepted: false)
        batch.open = []
      } else if answer.items.isEmpty {
        unexpected(answer, batch)
      } else {
        note(answer.items, &batch)
      }
    case 202, 207: note(answer.items, &batch)
    // What a part of the lines came to, before something went wrong.
    case 408, 409, 425, 429, 500...: if batch.key == nil { note(answer.items, &batch) }
    default: unexpected(answer, batch)
    }
  }

  private func note(_ items: [Int: Bool], _ batch: inout Batch) {
    for (index, isAccepted) in items where batch.open.indices.contains(index) {
      acknowledge(batch.open[index], isAccepted: isAccepted)
    }
    batch.open = batch.open.enumerated().filter { items[$0.offset] == nil }.map(\.element)
  }

  private func acknowledge(_ number: Int, isAccepted: Bool) {
    run.sent.acknowledge(number, isAccepted: isAccepted)
    let kind = run.maker.kind(of: number)
    if kind.isAccepted != isAccepted {
      run.findings.add(
        .wrong, "record \(number), \(kind), was \(isAccepted ? "accepted" : "rejected")")
    }
  }

  private func unexpected(_ answer: Answer, _ batch: Batch) {
    run.findings.add(
      .wrong,
      "records \(batch.numbers[0])… were answered with \(answer.status): \(String(decoding: answer.body.prefix(300), as: UTF8.self))"
    )
  }

  // MARK: Keys

  /// The same request gets the same answer, another one with its key none.
  private func repeatAnswered(
    _ batch: Batch, _ answer: Answer, using random: inout SeededGenerator
  ) async {
    let chance = Int.random(in: 0..<100, using: &random)
    guard batch.key != nil, chance < load.repeatedPercentage, !Task.isCancelled else { return }
    var whole = batch
    whole.open = batch.numbers
    var body = whole.body(run.maker)
    let isChanged = chance % 4 == 0
    if isChanged { body.writeStaticString(" ") }
    // Another gateway, which does not know the key, may get it.
    run.sent.submit(batch.numbers)
    guard let second = await post(batch, body: body) else { return }
    tally.repeated()
    // In between it may have been killed, or be short of room.
    guard second.status < 500, second.status != 429, second.status != 409 else { return }
    let isRight =
      isChanged
      ? second.code == "idempotency.mismatch"
      : second.isReplayed && second.status == answer.status && second.body == answer.body
    guard !isRight, load.areKeysOfOneGateway else { return }
    run.findings.add(
      .wrong,
      "records \(batch.numbers[0])… with key, sent again \(isChanged ? "changed" : "unchanged"): \(second.status) \(String(decoding: second.body.prefix(300), as: UTF8.self))"
    )
  }
}
