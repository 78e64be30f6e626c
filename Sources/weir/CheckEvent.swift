import WeirLoad
import WeirReport
import WeirSchema
import WeirStream

/// What comes up while a file is checked, to be told in the order of the inputs.
enum CheckEvent: Sendable {
  /// A file was read; what follows is about it.
  case began(path: String)
  case unreadable(FileError)

  /// An argument leads to no file.
  case nothing(argument: String)

  /// A file was read and holds nothing to check.
  case noDocument(name: String)
  case warning(Diagnostic)

  /// A schema is used, for the first time in this file.
  case uses(ChosenSchema)

  /// A document could not be checked.
  case unusable(UnusableSchema, namedAt: String?)

  /// Nothing names a schema for some documents of a file.
  case noSchema(InputFile, name: String, SchemalessDocuments)

  case valid(documents: Int)
  case invalid(Report, of: SourceText, schemas: SchemaTexts, hint: String?)

  /// A line in one of JSON Schema's output formats.
  case output([UInt8])

  /// How much memory it may take, by its errors.
  fileprivate var weight: Int {
    guard case .invalid(let report, _, _, _) = self else { return 1 }
    return 1 + report.errors.count
  }
}

/// The documents of a file for which there is no schema.
struct SchemalessDocuments: Sendable {
  var count = 0

  /// Whether one of them looks as if it was meant to be the schema.
  var hasSchema = false
}

/// Collects what one file brings up, and hands it on in large pieces.
struct CheckTeller: ~Copyable {
  private let work: OrderedWork<CheckEvent>
  private let number: Int
  private var events: [CheckEvent] = []
  private var weight = 0
  private var validCount = 0

  /// What may wait, by its weight: some hundred errors.
  private static let maxWeight = 512

  init(_ work: OrderedWork<CheckEvent>, number: Int) {
    self.work = work
    self.number = number
  }

  mutating func tell(_ event: CheckEvent) {
    tellValid()
    events.append(event)
    weight += event.weight
    guard weight >= CheckTeller.maxWeight else { return }
    work.tell(events, of: number, isLast: false)
    events = []
    weight = 0
  }

  mutating func countValid() { validCount += 1 }

  /// Ends the file.
  consuming func end() {
    tellValid()
    work.tell(events, of: number, isLast: true)
  }

  private mutating func tellValid() {
    if validCount > 0 { events.append(.valid(documents: validCount)) }
    validCount = 0
  }
}
