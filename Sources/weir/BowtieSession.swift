import WeirJSON
import WeirSchema

/// Our side of the Bowtie harness protocol (IHOP), version 1: a message in, a message out.
///
/// What goes wrong with a case is said in the answer to that case; nothing ends the session but
/// `stop` and the end of input. Each case has its own schema and registry; of one message only the
/// dialect outlives it. Version 1 carries verdicts; it has no place for annotations.
struct BowtieSession: ~Copyable {
  enum Reply {
    /// One line for standard output, without its end.
    case message([UInt8])
    /// No message of the protocol, so there is none to answer with; one line for standard error.
    case complaint(String)
    case end
  }

  private let version: String
  private var message = Document(options: messageOptions)

  /// Of schemas without `$schema`; nil after Bowtie asked for one that we do not know.
  private var dialect: Dialect? = .draft2020_12

  /// A message may nest a little deeper, and hold longer numbers, than an instance: whether those
  /// exceed a limit is for the instance's own verdict.
  private static let messageOptions = DocumentOptions(maxDepth: .max, maxNumberLength: .max)

  init(version: String) {
    self.version = version
  }

  mutating func reply(to line: [UInt8]) -> Reply {
    do throws(SyntaxError) {
      try message.parse(line)
    } catch {
      return .complaint("not a message: \(error) (byte \(error.byteOffset))")
    }
    let tape = message.tape
    let command = tape.member("cmd", of: 0).map { tape.string(at: $0) }
    switch command {
    case "start": return .message(started())
    case "dialect":
      dialect = tape.member("dialect", of: 0).flatMap {
        DialectArgument(argument: tape.string(at: $0))?.dialect
      }
      return .message(Array(#"{"ok":\#(dialect != nil)}"#.utf8))
    case "run": return .message(result(of: tape))
    case "stop": return .end
    default: return .complaint("no command of the Bowtie protocol: \(command ?? "no cmd")")
    }
  }

  private func started() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("version", 1)
    writer.key("implementation")
    writer.beginObject()
    writer.member("language", "swift")
    writer.member("name", "weir")
    writer.member("version", version)
    writer.member("homepage", "https://weir.example")
    writer.member("issues", "https://weir.example/issues")
    writer.member("source", "https://weir.example/source")
    writer.key("dialects")
    writer.beginArray()
    for dialect in Dialect.allCases where dialect.isKnownToBowtie && dialect.isSupported {
      writer.value(dialect.bowtieURI)
    }
    writer.endArray()
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  private func result(of tape: Tape) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("seq")
    writer.raw(tape.member("seq", of: 0).map { tape.source(of: $0) } ?? Array("null".utf8))
    switch Result(catching: { () throws(BowtieError) in try verdicts(on: tape) }) {
    case .success(let verdicts):
      writer.key("results")
      writer.beginArray()
      for verdict in verdicts {
        writer.beginObject()
        writer.write(verdict)
        writer.endObject()
      }
      writer.endArray()
    case .failure(let error): writer.writeError(error.message)
    }
    writer.endObject()
    return writer.bytes
  }

  /// What the schema of a `run` message says of its instances, in their order.
  private func verdicts(on tape: Tape) throws(BowtieError) -> [Verdict] {
    guard let suiteCase = tape.member("case", of: 0),
      let schema = tape.member("schema", of: suiteCase),
      let tests = tape.member("tests", of: suiteCase)
    else { throw BowtieError(message: "the case has no schema or no tests") }
    var validator = Validator(try compile(schema, in: suiteCase, tape))
    return tape.elements(of: tests).map { test in
      guard let instance = tape.member("instance", of: test) else {
        return .malformed(SyntaxError(.empty, at: 0))
      }
      return validator.validate(tape.source(of: instance))
    }
  }

  private func compile(
    _ schema: Int, in suiteCase: Int, _ tape: Tape
  ) throws(BowtieError) -> Schema {
    guard let dialect = dialect ?? tape.member("$schema", of: schema).map({ _ in .draft2020_12 })
    else {
      throw BowtieError(message: "the schema names no dialect, and the one asked for is unknown")
    }
    do throws(SchemaError) {
      var registry = Registry()
      if let documents = tape.member("registry", of: suiteCase) {
        for key in tape.members(of: documents) {
          registry.add(
            try SchemaSource(uri: tape.string(at: key), json: tape.source(of: key + 1)))
        }
      }
      return try Schema(
        json: tape.source(of: schema), registry: registry,
        options: SchemaOptions(defaultDialect: dialect))
    } catch {
      throw BowtieError(message: "\(error.code.rawValue): \(error)")
    }
  }
}

private struct BowtieError: Error {
  let message: String
}

extension Dialect {
  /// Bowtie ends its talk with a harness that names a dialect unknown to it.
  fileprivate var isKnownToBowtie: Bool { self < .v1 }

  /// Whether this version compiles its schemas.
  fileprivate var isSupported: Bool {
    (try? Schema(json: Array("{}".utf8), options: SchemaOptions(defaultDialect: self))) != nil
  }

  /// As the specifications write it: up to draft 7 with an empty fragment.
  fileprivate var bowtieURI: String { rawValue + (self <= .draft7 ? "#" : "") }
}

extension Tape {
  /// The JSON text of the value at `index`.
  fileprivate func source(of index: Int) -> [UInt8] { text[byteRange(of: index)].copied() }
}

extension JSONWriter {
  /// Writes the members of the answer to one test.
  fileprivate mutating func write(_ verdict: Verdict) {
    switch verdict {
    case .valid: member("valid", true)
    case .invalid: member("valid", false)
    case .malformed(let error): writeError("\(error.code.rawValue): \(error)")
    case .limitExceeded(let limit): writeError("\(limit.rawValue): \(limit)")
    }
  }

  fileprivate mutating func writeError(_ message: String) {
    member("errored", true)
    key("context")
    beginObject()
    member("message", message)
    endObject()
  }
}
