public import ArgumentParser
package import WeirJSON
public import WeirLoad
public import WeirReport
import WeirSchema
package import WeirTools

/// One `--resolve URI=FILE`.
struct Resolution: ExpressibleByArgument, Hashable {
  let uri: String
  let path: String

  init?(argument: String) {
    // A URI may hold `=` in its query; a path after it hardly ever does.
    guard let mark = argument.lastIndex(of: "=") else { return nil }
    uri = String(argument[..<mark])
    path = String(argument[argument.index(after: mark)...])
    if uri.isEmpty || path.isEmpty { return nil }
  }
}

extension JSONPointer: ExpressibleByArgument {
  /// RFC 6901 text, or a fragment: `/b`, `#/b%2Cc`.
  package init?(argument: String) {
    guard let pointer = try? JSONPointer(textOrFragment: argument) else { return nil }
    self = pointer
  }
}

extension LintCode: ExpressibleByArgument {
  /// The code, with or without its `lint.`.
  package init?(argument: String) { self.init(name: argument) }

  // They would fill the help.
  package static var allValueStrings: [String] { [] }
}

extension RenderStyle.ColorChoice: ExpressibleByArgument {}

extension DocumentFormat: ExpressibleByArgument {}

extension Dialect {
  /// The short name of a dialect, as people write it.
  var name: String {
    switch self {
    case .draft3: "draft3"
    case .draft4: "draft4"
    case .draft6: "draft6"
    case .draft7: "draft7"
    case .draft2019_09: "2019-09"
    case .draft2020_12: "2020-12"
    case .v1: "v1"
    }
  }
}

/// A dialect as an argument. A type of its own, since of a `Dialect` the help would show the URI.
struct DialectArgument: ExpressibleByArgument {
  let dialect: Dialect

  init(_ dialect: Dialect) { self.dialect = dialect }

  /// Takes the short name, with `draft` and its hyphens and zeros as you like, or the URI.
  init?(argument: String) {
    let wanted = argument.lowercased().filter { $0 != "-" && $0 != "_" }
    let uri = argument.hasSuffix("#") ? String(argument.dropLast()) : argument
    for dialect in Dialect.allCases {
      let name = dialect.name.filter { $0 != "-" }
      let spellings = [name, "draft" + name, name.replacing("draft", with: "draft0")]
      if dialect.rawValue == uri || spellings.contains(wanted) {
        self.dialect = dialect
        return
      }
    }
    return nil
  }

  var defaultValueDescription: String { dialect.name }

  static var allValueStrings: [String] { Dialect.allCases.map(\.name) }
}
