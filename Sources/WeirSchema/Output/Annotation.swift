import WeirJSON

/// What one keyword of a schema says about one value of an instance. Core Specification §7.7.
public struct Annotation: Hashable, Sendable {
  public let keyword: String

  /// RFC 6901 pointer to the value; empty for the whole instance.
  public let instanceLocation: String

  /// Keywords walked from the schema's root, through references, as an RFC 6901 pointer.
  public let evaluationPath: String

  /// Absolute URI of the keyword with a JSON Pointer fragment.
  public let schemaLocation: String

  /// JSON text: for most keywords their own value; for those that apply subschemas, which children
  /// of the value they were applied to.
  public let value: [UInt8]

  package init(
    keyword: String, instanceLocation: String, evaluationPath: String, schemaLocation: String,
    value: [UInt8]
  ) {
    self.keyword = keyword
    self.instanceLocation = instanceLocation
    self.evaluationPath = evaluationPath
    self.schemaLocation = schemaLocation
    self.value = value
  }
}

/// Gathers the annotations of a trace. What failed, and what is under `not`, has none to give; what
/// judges a property's name annotates nothing that could be pointed at.
struct AnnotationGatherer {
  private let reader: TraceReader
  private var pointers: PointerCursor
  private(set) var annotations: [Annotation] = []

  init(_ reader: TraceReader) {
    self.reader = reader
    pointers = PointerCursor(reader.instance)
  }

  mutating func gather(_ application: Int, path: [UInt8] = []) {
    let traced = reader.trace.applications[application]
    guard traced.isValid else { return }
    for result in reader.keywords(of: application) {
      if let value = reader.annotation(of: result, at: application) {
        annotations.append(
          Annotation(
            keyword: result.member.name,
            instanceLocation: pointers.pointer(to: Int(traced.node)),
            evaluationPath: String(decoding: path + result.member.token, as: UTF8.self),
            schemaLocation: result.member.location, value: value))
      }
      switch result.member.row?.keyword {
      case .not, .propertyNames: continue
      default:
        for inner in result.applications {
          gather(inner, path: reader.path(of: inner, within: application, path: path))
        }
      }
    }
  }
}
