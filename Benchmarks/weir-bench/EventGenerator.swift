/// Writes a stream of shop events, `schemas/event.schema.json`, one record a line: the same bytes
/// for the same seed, size and number of records, everywhere.
///
/// About 2 % of the records are bad, each kind of `EventFault` in turn. Everything that the
/// schema knows appears: escapes, non-ASCII text, all branches, optional members present and not.
struct EventGenerator {
  /// How much a record holds.
  enum Size: String, CaseIterable {
    /// About 400 bytes: for samples that people read.
    case brief
    /// About 1.2 KB: for measuring.
    case full
  }

  let size: Size
  private var random: SeededGenerator
  private var sequence = 0
  /// Milliseconds since the midnight before the first event.
  private var clock = 8 * 3_600_000

  /// Bad records so far, by kind.
  private(set) var faults: [EventFault: Int] = [:]
  private var faultCount = 0

  init(seed: UInt64, size: Size) {
    random = SeededGenerator(seed: seed)
    self.size = size
  }

  /// Appends the next record and its line end.
  mutating func appendRecord(to out: inout [UInt8]) {
    var fault: EventFault?
    if random.one(of: 50) {
      let next = EventFault.allCases[faultCount % EventFault.allCases.count]
      faultCount += 1
      faults[next, default: 0] += 1
      fault = next
    }
    sequence += 1
    clock += random.below(2_000)
    if fault == .notAnObject {
      out.append("[\"heartbeat\",\(sequence)]\n")
      return
    }
    let start = out.count
    out.append("{\"id\":\"")
    appendUUID(to: &out)
    out.append("\",\"time\":\"")
    appendTime(to: &out, isBad: fault == .badTime)
    out.append("\",\"source\":\"shop-")
    out.append(random.pick(["eu", "us", "ap"]))
    out.append(fault == .patternMismatch ? "_" : "-")
    out.append(number: 1 + random.below(24))
    out.append("\",\"sequence\":")
    out.append(number: sequence)
    appendUser(to: &out, fault: fault)
    if fault != .missingProperty { appendClient(to: &out, fault: fault) }
    appendData(to: &out, fault: fault)
    appendTail(to: &out, fault: fault)
    if fault == .truncated { out.removeLast((out.count - start) / 3) }
    out.append(fault == .trailingContent ? "};\n" : fault == .truncated ? "\n" : "}\n")
  }

  private mutating func appendUUID(to out: inout [UInt8]) {
    let high = random.next()
    let low = random.next()
    out.append(hex: high >> 32, digits: 8)
    out.append("-")
    out.append(hex: high >> 16, digits: 4)
    out.append("-4")
    out.append(hex: high, digits: 3)
    out.append("-a")
    out.append(hex: low >> 48, digits: 3)
    out.append("-")
    out.append(hex: low, digits: 12)
  }

  private func appendTime(to out: inout [UInt8], isBad: Bool) {
    let day = 20 + clock / 86_400_000 % 10
    out.append("2026-11-")
    out.append(number: day)
    out.append(isBad ? " " : "T")
    out.append(number: clock / 3_600_000 % 24, width: 2)
    out.append(":")
    out.append(number: clock / 60_000 % 60, width: 2)
    out.append(":")
    out.append(number: clock / 1_000 % 60, width: 2)
    out.append(".")
    out.append(number: clock % 1_000, width: 3)
    out.append(isBad ? "" : "Z")
  }

  private mutating func appendUser(to out: inout [UInt8], fault: EventFault?) {
    let name = random.pick(Words.names)
    let id = 100_000 + random.below(900_000)
    out.append(fault == .wrongType ? ",\"user\":{\"id\":\"" : ",\"user\":{\"id\":")
    out.append(number: id)
    out.append(fault == .wrongType ? "\",\"name\":\"" : ",\"name\":\"")
    out.append(name.full)
    switch fault {
    case .invalidUTF8: out.append(contentsOf: [0x20, 0xc3, 0x28])
    case .loneSurrogate: out.append(" \\ud83d")
    case .controlCharacter: out.append("\t")
    default: break
    }
    out.append("\",\"email\":\"")
    out.append(name.mailbox)
    out.append(fault == .badEmail ? " at example.org" : "@example.org")
    out.append("\",\"country\":\"")
    out.append(random.pick(Words.countries))
    out.append("\",\"plan\":\"")
    out.append(fault == .unknownEnumValue ? "golden" : random.pick(["free", "plus", "pro"]))
    if fault == .duplicateKey {
      out.append("\",\"id\":")
      out.append(number: id + 1)
      out.append("}")
    } else {
      out.append("\"}")
    }
  }

  private mutating func appendClient(to out: inout [UInt8], fault: EventFault?) {
    out.append(",\"client\":{\"ip\":\"203.0.113.")
    out.append(number: random.below(256))
    out.append("\",\"language\":\"")
    out.append(random.pick(["de-DE", "en-GB", "en-US", "fr-FR", "ja-JP", "pl-PL"]))
    if size == .full {
      out.append("\",\"agent\":\"")
      out.append(random.pick(Words.agents))
    }
    out.append(fault == .malformed ? "\",\"screen\":[NaN," : "\",\"screen\":[")
    out.append(number: 360 + 40 * random.below(40))
    out.append(",")
    out.append(number: fault == .outOfRange ? 1_000_000 : 640 + 40 * random.below(40))
    out.append("]}")
  }

  private mutating func appendTail(to out: inout [UInt8], fault: EventFault?) {
    if fault == .repeatedTag {
      out.append(",\"tags\":[\"mobile\",\"beta\",\"mobile\"]")
    } else if random.below(3) > 0 {
      out.append(",\"tags\":[\"")
      out.append(random.pick(Words.tags))
      out.append(random.one(of: 2) ? "\"]" : "\",\"beta\"]")
    }
    if size == .full {
      out.append(",\"trace\":\"00-")
      out.append(hex: random.next(), digits: 16)
      out.append(hex: random.next(), digits: 16)
      out.append("-")
      out.append(hex: random.next(), digits: 16)
      out.append("-01\"")
    }
    let sentences = size == .full ? 3 + random.below(5) : random.one(of: 4) ? 1 : 0
    if sentences > 0 || fault == .textTooLong {
      out.append(",\"note\":\"")
      for _ in 0..<(fault == .textTooLong ? 60 : sentences) { out.append(random.pick(Words.notes)) }
      out.append("\"")
    }
    if fault == .unknownProperty { out.append(",\"sesion\":\"a1f4\"") }
  }

  private mutating func appendData(to out: inout [UInt8], fault: EventFault?) {
    let kind = random.below(4)
    out.append(",\"data\":{\"type\":\"")
    switch kind {
    case 0: appendPageView(to: &out)
    case 1:
      out.append(fault == .noBranch ? "cart.emptied\",\"items\":" : "cart.changed\",\"items\":")
      appendItems(to: &out)
    case 2:
      out.append("order.placed\",\"order\":\"ORD-")
      out.append(number: 10_000_000 + random.below(90_000_000))
      out.append("\",\"items\":")
      appendItems(to: &out)
      out.append(",\"delivery\":\"2026-12-")
      out.append(number: 1 + random.below(24), width: 2)
      out.append("\"")
    default: appendPayment(to: &out)
    }
    // A branch that wants none of this member is left without a match.
    out.append(fault == .noBranch ? ",\"coupon\":true}" : "}")
  }

  private mutating func appendPageView(to out: inout [UInt8]) {
    out.append("page.viewed\",\"url\":\"https://shop.example/")
    out.append(random.pick(Words.pages))
    if size == .full {
      out.append("?utm_source=newsletter&utm_campaign=winter-2026&page=")
      out.append(number: random.below(90))
      out.append("\",\"referrer\":\"https://search.example/results?q=")
      out.append(random.pick(Words.pages))
    }
    out.append("\",\"milliseconds\":")
    out.append(number: random.below(300_000))
    out.append(",\"scrolled\":0.")
    out.append(number: random.below(1_000), width: 3)
  }

  private mutating func appendPayment(to out: inout [UInt8]) {
    out.append("payment.settled\",\"order\":\"ORD-")
    out.append(number: 10_000_000 + random.below(90_000_000))
    out.append("\",\"method\":\"")
    out.append(random.pick(["card", "transfer", "wallet"]))
    out.append("\",\"amount\":")
    out.append(number: 5 + random.below(900))
    out.append(".")
    out.append(number: random.below(100), width: 2)
    out.append(",\"currency\":\"")
    out.append(random.pick(["EUR", "JPY", "PLN", "USD"]))
    out.append("\",\"settled\":")
    out.append(random.one(of: 8) ? "false" : "true")
  }

  private mutating func appendItems(to out: inout [UInt8]) {
    let count = size == .full ? 6 + random.below(10) : 1 + random.below(2)
    out.append("[")
    for index in 0..<count {
      out.append(index == 0 ? "{\"sku\":\"" : ",{\"sku\":\"")
      out.append(random.pick(["ABC", "BKS", "TOY", "WIN"]))
      out.append("-")
      out.append(number: 10_000 + random.below(90_000))
      out.append("\",\"quantity\":")
      out.append(number: 1 + random.below(9))
      out.append(",\"price\":")
      out.append(number: 1 + random.below(200))
      out.append(".")
      out.append(number: random.below(100), width: 2)
      out.append(random.one(of: 4) ? ",\"gift\":true}" : "}")
    }
    out.append("]")
  }
}
