import WeirJSON

extension Checkpoint {
  /// Why a checkpoint cannot be read.
  enum Fault: Error, Hashable {
    /// Torn or altered: the checksum is not that of the text.
    case checksum
    case version(Int)

    /// Whole, and yet not what this program writes.
    case form(String)
  }

  /// Reads what `text` wrote.
  init(text: [UInt8]) throws(Fault) {
    let ending = Checkpoint.ending(for: []).count
    let body = Array(text.dropLast(ending))
    guard text.count > ending, Array(text.suffix(ending)) == Checkpoint.ending(for: body) else {
      throw .checksum
    }
    var document = Document(options: .strict)
    do {
      try document.parse(text)
    } catch {
      throw .form("it is no JSON")
    }
    let fields = CheckpointFields(tape: document.tape, index: 0)
    let version = try fields.number("version")
    guard version == Checkpoint.version else { throw .version(version) }
    let statusText = try fields.text("status")
    guard let status = Status(rawValue: statusText) else { throw .form("status \(statusText)") }
    self.init(
      sequence: try fields.number("sequence"), status: status,
      run: try RunFacts(fields.object("run")), contract: try RunContract(fields),
      position: try RunPosition(fields.object("position")),
      beforeOpenLine: try fields.optionalObject("before_open_line").map { fields throws(Fault) in
        try RunPosition(fields)
      })
  }
}

/// The members of an object in a checkpoint.
struct CheckpointFields {
  let tape: Tape
  let index: Int

  func optional(_ name: StaticString) -> Int? { tape.member(name, of: index) }

  private func value(_ name: StaticString, _ kind: NodeKind) throws(Checkpoint.Fault) -> Int {
    guard let value = optional(name), tape.kind(of: value) == kind else { throw .form("\(name)") }
    return value
  }

  func text(_ name: StaticString) throws(Checkpoint.Fault) -> String {
    tape.string(at: try value(name, .string))
  }

  /// A count, an offset or a moment: none is negative.
  func number(_ name: StaticString) throws(Checkpoint.Fault) -> Int {
    let number = tape.integer(at: try value(name, .integer))
    guard let number, number >= 0 else { throw .form("\(name)") }
    return number
  }

  func flag(_ name: StaticString) throws(Checkpoint.Fault) -> Bool {
    guard let value = optional(name) else { throw .form("\(name)") }
    switch tape.kind(of: value) {
    case .true: return true
    case .false: return false
    default: throw .form("\(name)")
    }
  }

  func object(_ name: StaticString) throws(Checkpoint.Fault) -> CheckpointFields {
    CheckpointFields(tape: tape, index: try value(name, .object))
  }

  func optionalObject(_ name: StaticString) throws(Checkpoint.Fault) -> CheckpointFields? {
    optional(name) == nil ? nil : try object(name)
  }

  func elements(_ name: StaticString) throws(Checkpoint.Fault) -> [CheckpointFields] {
    tape.elements(of: try value(name, .array)).map { CheckpointFields(tape: tape, index: $0) }
  }
}

extension Tape {
  /// The whole number at `index`; nil where it is none or beyond `Int`.
  fileprivate func integer(at index: Int) -> Int? {
    guard kind(of: index) == .integer else { return nil }
    return Int(String(decoding: rawContent(of: index).copied(), as: UTF8.self))
  }
}

extension RunFacts {
  fileprivate init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    self.init(
      id: try fields.text("id"),
      startTime: Timestamp(nanoseconds: Int64(try fields.number("started_at_nanoseconds"))),
      milliseconds: try fields.number("milliseconds"),
      maxRejects: fields.optional("max_rejects") == nil ? nil : try fields.text("max_rejects"),
      rejectWindow: try fields.number("reject_window"),
      keySecret: fields.optional("key_secret") == nil ? nil : try fields.key("key_secret"))
  }
}

extension RunContract {
  fileprivate init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    let object = try fields.object("options")
    let tape = object.tape
    let options = tape.members(of: object.index).map {
      Option(name: tape.string(at: $0), value: tape.string(at: $0 + 1))
    }
    self.init(schemaSHA256: try fields.text("schema_sha256"), options: options)
    guard optionsSHA256 == (try fields.text("options_sha256")) else { throw .form("options") }
  }
}

extension RunPosition {
  fileprivate init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    var inputs: [InputMark] = []
    for input in try fields.elements("inputs") { inputs.append(try InputMark(input)) }
    var recent: [Int] = []
    for ordinal in try fields.elements("recent_rejects") {
      guard let number = ordinal.tape.integer(at: ordinal.index) else {
        throw .form("recent_rejects")
      }
      recent.append(number)
    }
    self.init(
      inputs: inputs, accepted: try OutputMark(fields.object("accepted")),
      quarantine: try fields.optionalObject("quarantine").map {
        fields throws(Checkpoint.Fault) in try OutputMark(fields)
      },
      duplicates: try fields.optionalObject("duplicates").map {
        fields throws(Checkpoint.Fault) in try OutputMark(fields)
      },
      tally: try Tally(fields.object("counts")), recentRejects: recent,
      sequence: try fields.optionalObject("sequence").map {
        fields throws(Checkpoint.Fault) in try SequenceState(fields)
      })
  }
}

extension InputMark {
  fileprivate init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    var identity = InputIdentity(head: try Fingerprint(fields.object("head")))
    if fields.optional("device") != nil {
      guard let device = UInt64(try fields.text("device")),
        let inode = UInt64(try fields.text("inode"))
      else { throw .form("device") }
      identity.file = FileStatus.Identity(device: device, inode: inode)
    }
    if fields.optional("compressed") != nil {
      identity.isCompressed = try fields.flag("compressed")
    }
    self.init(
      path: try fields.text("path"),
      generation: fields.optional("generation") == nil ? 0 : try fields.number("generation"),
      identity: identity, offset: try fields.number("offset"), lines: try fields.number("lines"),
      tail: try Fingerprint(fields.object("tail")),
      endsOpen: try fields.flag("ends_open"))
  }
}

extension OutputMark {
  fileprivate init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    guard let placement = OutputPlacement(rawValue: try fields.text("placement")) else {
      throw .form("placement")
    }
    self.init(
      path: try fields.text("path"), placement: placement, length: try fields.number("length"),
      tail: try Fingerprint(fields.object("tail")))
  }
}

extension Fingerprint {
  fileprivate init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    self.init(byteCount: try fields.number("bytes"), sha256: try fields.text("sha256"))
    guard (0...Fingerprint.maxBytes).contains(byteCount) else { throw .form("bytes") }
  }
}

extension Tally {
  fileprivate init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    var groups: [Group] = []
    for group in try fields.elements("reasons") {
      var places: [Place] = []
      for place in try group.elements("first") {
        places.append(
          Place(position: try InputPosition(place), column: try place.number("column")))
      }
      let reason = RejectReason(
        code: try group.text("code"), schemaLocation: try group.text("schema_location"))
      groups.append(
        Group(
          reason: reason, ordinal: groups.count, count: try group.number("count"), places: places))
    }
    var schemas: [SchemaCounts] = []
    for schema in try fields.elements("schemas") {
      schemas.append(
        SchemaCounts(
          accepted: try schema.number("accepted"), quarantined: try schema.number("quarantined")))
    }
    self.init(
      lines: try fields.number("lines"), accepted: try fields.number("accepted"),
      quarantined: try fields.number("quarantined"),
      duplicates: try fields.number("duplicates"), held: try fields.number("held"),
      bytes: try fields.number("bytes"), ungrouped: try fields.number("ungrouped"), groups: groups,
      schemas: schemas,
      passed: JudgedLines.PassedLines(
        notices: try fields.number("notices"), unselected: try fields.number("unselected")))
  }
}

extension InputPosition {
  init(_ fields: CheckpointFields) throws(Checkpoint.Fault) {
    self.init(
      input: InputName(path: try fields.text("path")), offset: try fields.number("offset"),
      line: try fields.number("line"))
  }
}
