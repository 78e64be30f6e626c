import WeirJSON
import WeirStream

/// Writes fields as YAML: what is in effect, defaults included, secrets masked.
final class FieldPrinter: FieldVisitor {
  private(set) var text = ""
  private var margin = ""

  private func line(_ name: String, _ value: String) { text += "\(margin)\(name): \(value)\n" }

  private func indented(_ name: String, _ body: () -> Void) {
    let before = text
    text += "\(margin)\(name):\n"
    let opened = text.utf8.count
    margin += "  "
    body()
    margin.removeLast(2)
    if text.utf8.count == opened {
      text = before
      line(name, "{}")
    }
  }

  /// A JSON string is one of YAML's, whatever is in it.
  private func quoted(_ text: String) -> String {
    var writer = JSONWriter()
    writer.value(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  func text(_ name: String, _ value: inout String) { line(name, quoted(value)) }

  func text(_ name: String, _ value: inout String?) {
    if let value { line(name, quoted(value)) }
  }

  func texts(_ name: String, _ value: inout [String]) {
    line(name, "[" + value.map(quoted).joined(separator: ", ") + "]")
  }

  func path(_ name: String, _ value: inout String) { text(name, &value) }
  func path(_ name: String, _ value: inout String?) { text(name, &value) }
  func paths(_ name: String, _ value: inout [String]) { texts(name, &value) }
  func flag(_ name: String, _ value: inout Bool) { line(name, "\(value)") }

  func flag(_ name: String, _ value: inout Bool?) {
    if let value { line(name, "\(value)") }
  }

  func count(_ name: String, _ value: inout Int, in range: ClosedRange<Int>) {
    line(name, "\(value)")
  }

  func count(_ name: String, _ value: inout Int?, in range: ClosedRange<Int>) {
    if let value { line(name, "\(value)") }
  }

  func bytes(_ name: String, _ value: inout Int, in range: ClosedRange<Int>) {
    line(name, "\(Quantity(value))")
  }

  func bytes(_ name: String, _ value: inout Int?, in range: ClosedRange<Int>) {
    if let value { line(name, "\(Quantity(value))") }
  }

  func duration(_ name: String, _ value: inout Duration) { line(name, value.spelled) }

  func duration(_ name: String, _ value: inout Duration?) {
    if let value { line(name, value.spelled) }
  }

  func choice<Choice: FieldChoice>(_ name: String, _ value: inout Choice) {
    line(name, value.rawValue)
  }

  func secret(_ name: String, _ value: inout Secret?) {
    if let value { line(name, value.masked) }
  }

  func section(_ name: String, _ value: inout some ConfigurationSection) {
    indented(name) { value.visit(self) }
  }

  func section<Section: ConfigurationSection>(_ name: String, _ value: inout Section?) {
    if value != nil { indented(name) { value?.visit(self) } }
  }

  func entries<Section: NamedSection>(_ name: String, _ value: inout [Section]) {
    guard !value.isEmpty else { return line(name, "{}") }
    indented(name) {
      for index in value.indices {
        indented(quoted(value[index].name)) { value[index].visit(self) }
      }
    }
  }

  func pairs(_ name: String, _ value: inout [ConfigurationPair]) {
    map(name, value.map { ($0.name, quoted($0.value)) })
  }

  func headers(_ name: String, _ value: inout [HeaderConfiguration]) {
    map(
      name,
      value.map { header in
        switch header.value {
        case .plain(let text): (header.name, quoted(text))
        case .secret(let secret): (header.name, secret.masked)
        }
      })
  }

  private func map(_ name: String, _ members: [(name: String, value: String)]) {
    guard !members.isEmpty else { return line(name, "{}") }
    indented(name) {
      for member in members { line(quoted(member.name), member.value) }
    }
  }

  func tokens(_ name: String, _ value: inout [TokenConfiguration]) {
    line(name, "[" + value.map { "{sha256: \($0.sha256)}" }.joined(separator: ", ") + "]")
  }

  func routes(_ name: String, _ value: inout [RouteConfiguration.Route]) {
    var seen: Set<String> = []
    let values = value.map(\.value).filter { seen.insert($0).inserted }
    indented(name) {
      for own in values {
        let members = value.filter { $0.value == own }.map { route in
          route.version.map { (quoted($0), quoted(route.schema)) } ?? ("", quoted(route.schema))
        }
        let any = members.first { $0.0.isEmpty }.map { "schema: \($0.1)" }
        let versions = members.filter { !$0.0.isEmpty }.map { "\($0.0): \($0.1)" }
        let parts =
          [any].compactMap(\.self)
          + (versions.isEmpty ? [] : ["versions: {\(versions.joined(separator: ", "))}"])
        line(quoted(own), "{\(parts.joined(separator: ", "))}")
      }
    }
  }

  func derive<Value>(_ value: inout Value, from other: @autoclosure () -> Value) {}
}

extension Secret {
  /// As a configuration that may be seen says it.
  fileprivate var masked: String {
    switch source {
    case .environment(let name): "\"*** (environment variable \(name))\""
    case .file(let path): "\"*** (file \(path))\""
    }
  }
}

extension Duration {
  /// As a configuration writes it, in the largest unit of which it is a whole number.
  var spelled: String {
    let (seconds, attoseconds) = components
    return "\(Span(nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000))"
  }
}

extension GatewayConfiguration {
  /// What is in effect, as YAML.
  package var printed: String {
    let printer = FieldPrinter()
    var copy = self
    copy.visit(printer)
    return printer.text
  }
}
