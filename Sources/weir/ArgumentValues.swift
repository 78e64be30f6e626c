public import ArgumentParser
import WeirJSON
public import WeirLoad
public import WeirReport
import WeirSchema
import WeirStream
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

// Given as `transform`, since of a value that an `ExpressibleByArgument` refuses no message says why.

/// A JSON Pointer: RFC 6901 text, or a fragment: `/b`, `#/b%2Cc`.
func pointerValue(_ argument: String) throws -> JSONPointer {
  do throws(JSONPointerError) {
    return try JSONPointer(textOrFragment: argument)
  } catch {
    guard error.kind == .missingSlash else { throw ArgumentParser.ValidationError("\(error)") }
    throw ArgumentParser.ValidationError(
      "a pointer begins with /, such as /\(argument.drop { $0 == "#" })")
  }
}

// Options of numbers take the next argument whatever it begins with (`parsing: .unconditional`): of a
// number below zero ArgumentParser would say that the value is missing.

/// A whole number of a range.
func numberValue(in range: ClosedRange<Int>) -> @Sendable (String) throws -> Int {
  { argument in
    guard let number = Int(argument), range.contains(number) else {
      throw ArgumentParser.ValidationError("a whole number \(range.words)")
    }
    return number
  }
}

/// A number of bytes, records or keys: `250`, `10k`, `16M`, `2G`, by thousands as the SI has them, also
/// with a B; `16MiB` and its like go by 1024.
func countValue(in range: ClosedRange<Int>) -> @Sendable (String) throws -> Int {
  { argument in
    guard let count = try count(argument), range.contains(count) else {
      throw ArgumentParser.ValidationError(
        "a whole number, alone or with k, M or G (thousands, as in 16M), or KiB, MiB or GiB; "
          + range.words)
    }
    return count
  }
}

/// The code of a finding, with or without its `lint.`.
func lintCodeValue(_ argument: String) throws -> LintCode {
  if let code = LintCode(name: argument) { return code }
  let codes = LintCode.allCases.map(\.rawValue)
  let near = closest(to: argument, among: codes) ?? closest(to: "lint." + argument, among: codes)
  throw ArgumentParser.ValidationError(
    near.map { "did you mean \($0)?" } ?? "there are \(codes.joined(separator: ", "))")
}

/// What only its own type can read.
///
/// - Parameter words: What a value is, for whoever gives another.
func value<Value>(
  _ words: String, _ read: @escaping @Sendable (String) -> Value?
) -> @Sendable (String) throws -> Value {
  { argument in
    guard let value = read(argument) else { throw ArgumentParser.ValidationError(words) }
    return value
  }
}

extension ClosedRange<Int> {
  fileprivate var words: String {
    upperBound == .max ? "from \(lowerBound) on" : "from \(lowerBound) to \(upperBound)"
  }
}

private func count(_ argument: String) throws -> Int? {
  do throws(Quantity.Fault) {
    return try Quantity(argument).value
  } catch {
    if error == .tooLarge { throw ArgumentParser.ValidationError(error.message) }
    return nil
  }
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
