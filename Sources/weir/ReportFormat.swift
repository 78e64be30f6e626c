import ArgumentParser
import WeirReport

/// How a command prints what it found.
enum ReportFormat: Hashable {
  /// For people.
  case human

  /// For machines, an object a line.
  case json

  /// As a CI system reads it.
  case findings(FindingFormat)

  /// As JSON Schema defines it: an object a line for each document, valid or not.
  case output(OutputFormat)

  var name: String {
    switch self {
    case .human: "human"
    case .json: "json"
    case .findings(let format): format.rawValue
    case .output(let format): format.rawValue
    }
  }

  var findingFormat: FindingFormat? {
    if case .findings(let format) = self { format } else { nil }
  }

  var outputFormat: OutputFormat? {
    if case .output(let format) = self { format } else { nil }
  }
}

/// Which formats a command has.
protocol FormatChoice: Sendable {
  static var formats: [ReportFormat] { get }
}

/// Of what is no list of findings.
enum PlainFormats: FormatChoice {
  static let formats: [ReportFormat] = [.human, .json]
}

/// Of findings.
enum FindingsFormats: FormatChoice {
  static let formats = PlainFormats.formats + FindingFormat.allCases.map { .findings($0) }
}

/// Of findings about documents, which have verdicts as well.
enum DocumentFormats: FormatChoice {
  static let formats = FindingsFormats.formats + OutputFormat.allCases.map { .output($0) }
}

/// The format that a user chose of those that a command has.
struct FormatArgument<Choice: FormatChoice>: ExpressibleByArgument {
  let format: ReportFormat

  init(_ format: ReportFormat) { self.format = format }

  init?(argument: String) {
    guard let format = Choice.formats.first(where: { $0.name == argument }) else { return nil }
    self.format = format
  }

  var defaultValueDescription: String { format.name }

  static var allValueStrings: [String] { Choice.formats.map(\.name) }
}
