import WeirJSON
import WeirStream

/// Reads fields from an object of a configuration file.
///
/// What is of another type than it should be has been told by the schema, and is passed over here.
struct FieldReader: FieldVisitor {
  let input: ConfigurationInput

  /// The object.
  let node: Int

  private var tape: Tape { input.tape }

  private func member(_ name: String) -> Int? {
    guard tape.kind(of: node) == .object else { return nil }
    return tape.child(of: node, named: Array(name.utf8))
  }

  func text(_ name: String, _ value: inout String) {
    if let text = member(name).flatMap(input.text) { value = text }
  }

  func text(_ name: String, _ value: inout String?) {
    if let text = member(name).flatMap(input.text) { value = text }
  }

  func texts(_ name: String, _ value: inout [String]) {
    guard let list = member(name) else { return }
    value = tape.elements(of: list).compactMap(input.text)
  }

  func path(_ name: String, _ value: inout String) {
    if let text = member(name).flatMap(input.text) { value = input.resolved(text) }
  }

  func path(_ name: String, _ value: inout String?) {
    if let text = member(name).flatMap(input.text) { value = input.resolved(text) }
  }

  func paths(_ name: String, _ value: inout [String]) {
    texts(name, &value)
    value = value.map(input.resolved)
  }

  func flag(_ name: String, _ value: inout Bool) {
    if let flag = member(name).flatMap(flag) { value = flag }
  }

  func flag(_ name: String, _ value: inout Bool?) {
    if let flag = member(name).flatMap(flag) { value = flag }
  }

  private func flag(at node: Int) -> Bool? {
    switch tape.kind(of: node) {
    case .true: true
    case .false: false
    default: nil
    }
  }

  func secret(_ name: String, _ value: inout Secret?) {
    if let secret = member(name).flatMap(input.secret) { value = secret }
  }

  func section(_ name: String, _ value: inout some ConfigurationSection) {
    if let node = member(name) { value.visit(FieldReader(input: input, node: node)) }
  }

  func section<Section: ConfigurationSection>(_ name: String, _ value: inout Section?) {
    guard let node = member(name) else { return }
    var section = Section()
    section.visit(FieldReader(input: input, node: node))
    value = section
  }

  func entries<Section: NamedSection>(_ name: String, _ value: inout [Section]) {
    guard let map = member(name) else { return }
    value = tape.members(of: map).map { key in
      var section = Section()
      section.name = tape.string(at: key)
      section.visit(FieldReader(input: input, node: key + 1))
      return section
    }
  }

  func pairs(_ name: String, _ value: inout [ConfigurationPair]) {
    guard let map = member(name) else { return }
    value = tape.members(of: map).compactMap { key in
      input.text(at: key + 1).map { ConfigurationPair(name: tape.string(at: key), value: $0) }
    }
  }

  func headers(_ name: String, _ value: inout [HeaderConfiguration]) {
    guard let map = member(name) else { return }
    value = tape.members(of: map).compactMap { key in
      header(at: key + 1).map { HeaderConfiguration(name: tape.string(at: key), value: $0) }
    }
  }

  private func header(at node: Int) -> HeaderConfiguration.Value? {
    if tape.kind(of: node) == .string { return input.text(at: node).map { .plain($0) } }
    return input.secret(at: node).map { .secret($0) }
  }

  func tokens(_ name: String, _ value: inout [TokenConfiguration]) {
    guard let list = member(name) else { return }
    value = tape.elements(of: list).compactMap(token)
  }

  private func token(at node: Int) -> TokenConfiguration? {
    if let digest = tape.member("sha256", of: node) {
      return input.text(at: digest).map { TokenConfiguration(sha256: $0.lowercased()) }
    }
    return input.secret(at: node).map {
      TokenConfiguration(sha256: SHA256.hexadecimal(of: Array($0.revealed.utf8)))
    }
  }

  func routes(_ name: String, _ value: inout [RouteConfiguration.Route]) {
    guard let map = member(name) else { return }
    value = tape.members(of: map).flatMap { routes(of: tape.string(at: $0), at: $0 + 1) }
  }

  /// A schema's name, or an object with one and others by version.
  private func routes(of value: String, at node: Int) -> [RouteConfiguration.Route] {
    typealias Route = RouteConfiguration.Route
    guard tape.kind(of: node) == .object else {
      return input.text(at: node).map { [Route(value: value, schema: $0)] } ?? []
    }
    let any = tape.member("schema", of: node).flatMap(input.text)
    let versions = tape.member("versions", of: node).map { Array(tape.members(of: $0)) } ?? []
    return (any.map { [Route(value: value, schema: $0)] } ?? [])
      + versions.compactMap { key in
        input.text(at: key + 1).map {
          Route(value: value, version: tape.string(at: key), schema: $0)
        }
      }
  }

  func derive<Value>(_ value: inout Value, from other: @autoclosure () -> Value) { value = other() }
}

extension FieldReader {
  func count(_ name: String, _ value: inout Int, in range: ClosedRange<Int>) {
    if let number = count(name, in: range) { value = number }
  }

  func count(_ name: String, _ value: inout Int?, in range: ClosedRange<Int>) {
    if let number = count(name, in: range) { value = number }
  }

  private func count(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let node = member(name) else { return nil }
    if tape.kind(of: node).isNumber { return ranged(number(at: node), range, at: node) { "\($0)" } }
    guard let text = input.text(at: node) else { return nil }
    guard let number = Int(text) else {
      input.fault("number", "\"\(text)\" is no whole number", at: node)
      return nil
    }
    return ranged(number, range, at: node) { "\($0)" }
  }

  func bytes(_ name: String, _ value: inout Int, in range: ClosedRange<Int>) {
    if let number = bytes(name, in: range) { value = number }
  }

  func bytes(_ name: String, _ value: inout Int?, in range: ClosedRange<Int>) {
    if let number = bytes(name, in: range) { value = number }
  }

  private func bytes(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let node = member(name) else { return nil }
    let shown = { (bytes: Int) in "\(Quantity(bytes))" }
    if tape.kind(of: node).isNumber { return ranged(number(at: node), range, at: node, shown) }
    guard let text = input.text(at: node) else { return nil }
    do throws(Quantity.Fault) {
      return ranged(try Quantity(text).value, range, at: node, shown)
    } catch {
      input.fault("bytes", "\"\(text)\" is no number of bytes", at: node, help: error.message)
      return nil
    }
  }

  private func number(at node: Int) -> Int? {
    int64Value(of: tape.rawContent(of: node)).map { Int($0) }
  }

  private func ranged(
    _ number: Int?, _ range: ClosedRange<Int>, at node: Int, _ shown: (Int) -> String
  ) -> Int? {
    if let number, range.contains(number) { return number }
    input.fault(
      "range", "must be from \(shown(range.lowerBound)) to \(shown(range.upperBound))", at: node)
    return nil
  }

  func duration(_ name: String, _ value: inout Duration) {
    if let duration = duration(name) { value = duration }
  }

  func duration(_ name: String, _ value: inout Duration?) {
    if let duration = duration(name) { value = duration }
  }

  private func duration(_ name: String) -> Duration? {
    guard let node = member(name), let text = input.text(at: node) else { return nil }
    guard let span = Span(text) else {
      input.fault(
        "duration", "\"\(text)\" is no length of time", at: node,
        help: "a whole number with a unit: 200ms, 5s, 2m, 24h")
      return nil
    }
    let duration = Duration.nanoseconds(span.nanoseconds)
    if duration > .zero, duration <= ConfigurationLimit.duration { return duration }
    input.fault(
      "range",
      duration > .zero
        ? "must be a year at most"
        : "must be more than zero: a limit of time cannot be switched off",
      at: node)
    return nil
  }

  func choice<Choice: FieldChoice>(_ name: String, _ value: inout Choice) {
    guard let node = member(name), let text = input.text(at: node) else { return }
    if let choice = Choice(rawValue: text) {
      value = choice
    } else {
      let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      input.fault("choice", "must be one of \(words)", at: node)
    }
  }
}

extension NodeKind {
  fileprivate var isNumber: Bool { self == .integer || self == .decimal }
}
