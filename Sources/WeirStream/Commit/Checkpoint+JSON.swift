import WeirJSON

// The text of a checkpoint: one JSON object on one line, its CRC-32C last, over all before it.

extension Checkpoint {
  /// The record as it stands in the file, line end included.
  var text: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("version", Checkpoint.version)
    writer.member("sequence", sequence)
    writer.member("status", status.rawValue)
    writer.key("run")
    run.write(into: &writer)
    writer.member("schema_sha256", contract.schemaSHA256)
    writer.member("options_sha256", contract.optionsSHA256)
    writer.key("options")
    writer.beginObject()
    for option in contract.options { writer.member(option.name, option.value) }
    writer.endObject()
    writer.key("position")
    position.write(into: &writer)
    if let beforeOpenLine {
      writer.key("before_open_line")
      beforeOpenLine.write(into: &writer)
    }
    return writer.bytes + Checkpoint.ending(for: writer.bytes)
  }

  /// The last member, which checks the bytes before it.
  static func ending(for bytes: [UInt8]) -> [UInt8] {
    Array(",\"crc32c\":\"\(CRC32C.hexadecimal(of: bytes))\"}\n".utf8)
  }
}

extension RunFacts {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("id", id)
    writer.member("started_at", startTime.description)
    writer.member("started_at_nanoseconds", Int(startTime.nanoseconds))
    writer.member("milliseconds", milliseconds)
    if let maxRejects { writer.member("max_rejects", maxRejects) }
    writer.member("reject_window", rejectWindow)
    if let keySecret { writer.member("key_secret", keySecret.text) }
    writer.endObject()
  }
}

extension RunPosition {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("inputs")
    writer.beginArray()
    for input in inputs { input.write(into: &writer) }
    writer.endArray()
    writer.key("accepted")
    accepted.write(into: &writer)
    if let quarantine {
      writer.key("quarantine")
      quarantine.write(into: &writer)
    }
    if let duplicates {
      writer.key("duplicates")
      duplicates.write(into: &writer)
    }
    writer.key("counts")
    tally.write(into: &writer)
    writer.key("recent_rejects")
    writer.beginArray()
    for ordinal in recentRejects { writer.value(ordinal) }
    writer.endArray()
    if let sequence {
      writer.key("sequence")
      sequence.write(into: &writer)
    }
    writer.endObject()
  }
}

extension InputMark {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("path", path)
    if generation > 0 { writer.member("generation", generation) }
    if let file = identity.file {
      // As texts: they may be larger than what other readers of JSON hold.
      writer.member("device", String(file.device))
      writer.member("inode", String(file.inode))
    }
    writer.key("head")
    identity.head.write(into: &writer)
    if identity.isCompressed { writer.member("compressed", true) }
    writer.member("offset", offset)
    writer.member("lines", lines)
    writer.key("tail")
    tail.write(into: &writer)
    writer.member("ends_open", endsOpen)
    writer.endObject()
  }
}

extension OutputMark {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("path", path)
    writer.member("placement", placement.rawValue)
    writer.member("length", length)
    writer.key("tail")
    tail.write(into: &writer)
    writer.endObject()
  }
}

extension Fingerprint {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("bytes", byteCount)
    writer.member("sha256", sha256)
    writer.endObject()
  }
}

extension Tally {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("lines", lines)
    writer.member("accepted", accepted)
    writer.member("quarantined", quarantined)
    writer.member("duplicates", duplicates)
    writer.member("held", held)
    writer.member("bytes", bytes)
    writer.member("notices", passed.notices)
    writer.member("unselected", passed.unselected)
    writer.member("ungrouped", ungrouped)
    writer.key("reasons")
    writer.beginArray()
    for group in groupsInOrder {
      writer.beginObject()
      writer.member("code", group.reason.code)
      writer.member("schema_location", group.reason.schemaLocation)
      writer.member("count", group.count)
      writer.key("first")
      writer.beginArray()
      for place in group.places {
        writer.beginObject()
        place.position.writeMembers(into: &writer)
        writer.member("column", place.column)
        writer.endObject()
      }
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
    writer.key("schemas")
    writer.beginArray()
    for schema in schemas {
      writer.beginObject()
      writer.member("accepted", schema.accepted)
      writer.member("quarantined", schema.quarantined)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }
}

extension InputPosition {
  func writeMembers(into writer: inout JSONWriter) {
    writer.member("path", input.path)
    writer.member("offset", offset)
    writer.member("line", line)
  }
}
