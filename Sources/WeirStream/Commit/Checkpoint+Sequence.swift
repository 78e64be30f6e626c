import WeirJSON

// The text of what dedupe and order know, in both directions. Moments and hashes are texts: they may be
// larger than what other readers of JSON hold.

extension SequenceState {
  func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("without_key", keylessCount)
    if let window {
      writer.key("dedupe")
      writer.beginObject()
      writer.member("oldest", window.oldest)
      writer.member("next", window.next)
      writer.member("latest", String(window.latest))
      writer.member("cut_short", window.cutShort)
      writer.endObject()
    }
    if let order {
      writer.key("order")
      order.write(into: &writer)
    }
    if let held {
      writer.key("held")
      held.write(into: &writer)
    }
    writer.endObject()
  }

  init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    keylessCount = try fields.number("without_key")
    if let dedupe = try fields.optionalObject("dedupe") {
      window = KeyWindow.Mark(
        oldest: try dedupe.number("oldest"), next: try dedupe.number("next"),
        latest: try dedupe.signed("latest"), cutShort: try dedupe.number("cut_short"))
      guard let window, window.oldest <= window.next else { throw .form("dedupe") }
    }
    order = try fields.optionalObject("order").map { fields throws(Checkpoint.Fault) in
      try OrderWatch.Memory(fields)
    }
    held = try fields.optionalObject("held").map { fields throws(Checkpoint.Fault) in
      try ReorderWindow.Contents(fields)
    }
  }
}

extension OrderWatch.Memory {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    for (name, sightings) in counts.sightings {
      writer.key(name)
      sightings.write(into: &writer)
    }
    writer.member("released_early", counts.releasedEarly)
    for (name, partitions) in [("partitions", younger), ("older_partitions", older)] {
      writer.key(name)
      writer.beginArray()
      for (key, partition) in partitions.sorted(by: { $0.key.text < $1.key.text }) {
        writer.beginObject()
        writer.member("key", key.text)
        writer.member("latest", String(partition.latest))
        writer.member("released", String(partition.released))
        writer.endObject()
      }
      writer.endArray()
    }
    writer.endObject()
  }

  fileprivate init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    let counts = OrderWatch.Counts(
      outOfOrder: try OrderWatch.Sightings(fields.object("out_of_order")),
      late: try OrderWatch.Sightings(fields.object("late")),
      gaps: try OrderWatch.Sightings(fields.object("gaps")),
      untimed: try OrderWatch.Sightings(fields.object("without_time")),
      releasedEarly: try fields.number("released_early"))
    self.init(
      counts: counts,
      younger: try OrderWatch.Memory.partitions(fields.elements("partitions")),
      older: try OrderWatch.Memory.partitions(fields.elements("older_partitions")))
  }

  private static func partitions(
    _ elements: [CheckpointFields]
  ) throws(Checkpoint.Fault) -> [RecordKey: OrderWatch.Partition] {
    var partitions: [RecordKey: OrderWatch.Partition] = [:]
    for element in elements {
      partitions[try element.key("key")] = OrderWatch.Partition(
        latest: try element.signed("latest"), released: try element.signed("released"))
    }
    return partitions
  }
}

extension OrderWatch.Sightings {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("count", count)
    writer.key("first")
    writer.beginArray()
    for place in places {
      writer.beginObject()
      place.writeMembers(into: &writer)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }

  fileprivate init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    var places: [InputPosition] = []
    for place in try fields.elements("first") { places.append(try InputPosition(place)) }
    self.init(count: try fields.number("count"), places: places)
  }
}

extension ReorderWindow.Contents {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("arrivals", arrivals)
    writer.key("records")
    writer.beginArray()
    for record in sorted() {
      writer.beginObject()
      writer.member("time", String(record.time))
      writer.member("arrival", record.arrival)
      writer.member("partition", record.partition.text)
      writer.member("schema", record.schemaIndex)
      record.place.writeMembers(into: &writer)
      writer.key("bytes")
      writer.string(utf8: base64(record.bytes))
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }

  fileprivate init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    var records: [ReorderWindow.Record] = []
    for element in try fields.elements("records") {
      var line: [UInt8] = []
      let isWhole = Array(try element.text("bytes").utf8).withByteSlice {
        decodeBase64($0, into: &line)
      }
      guard isWhole, !line.isEmpty else { throw .form("bytes") }
      records.append(
        ReorderWindow.Record(
          time: try element.signed("time"), arrival: try element.number("arrival"),
          partition: try element.key("partition"), schemaIndex: try element.number("schema"),
          place: try InputPosition(element), bytes: line))
    }
    self.init(records: records, arrivals: try fields.number("arrivals"))
  }
}

extension RecordKey {
  /// 32 hexadecimal digits.
  var text: String {
    [high, low].reduce("") { text, word in
      let digits = String(word, radix: 16)
      return text + String(repeating: "0", count: 16 - digits.count) + digits
    }
  }

  init?(text: String) {
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(low: low, high: high)
  }
}

extension CheckpointFields {
  /// A whole number of either sign, written as a text.
  fileprivate func signed(_ name: StaticString) throws(Checkpoint.Fault) -> Int64 {
    guard let number = Int64(try text(name)) else { throw .form("\(name)") }
    return number
  }

  func key(_ name: StaticString) throws(Checkpoint.Fault) -> RecordKey {
    guard let key = RecordKey(text: try text(name)) else { throw .form("\(name)") }
    return key
  }
}
