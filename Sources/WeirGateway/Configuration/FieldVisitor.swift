/// A part of the configuration with named fields.
///
/// `visit` is the one list of them: reading a file, printing what is in effect, and holding both against
/// the schema are visitors of it.
package protocol ConfigurationSection {
  /// With the defaults.
  init()

  /// Shows each field to the visitor, by the name it has in the file.
  mutating func visit(_ fields: some FieldVisitor)
}

/// A section that stands in a map, under its name.
package protocol NamedSection: ConfigurationSection {
  var name: String { get set }
}

/// What is done with every field of a section. A field that a reader does not find stays as it is.
package protocol FieldVisitor {
  func text(_ name: String, _ value: inout String)
  func text(_ name: String, _ value: inout String?)
  func texts(_ name: String, _ value: inout [String])

  /// A path, which in the file is seen from the folder that the file is in.
  func path(_ name: String, _ value: inout String)
  func path(_ name: String, _ value: inout String?)
  func paths(_ name: String, _ value: inout [String])

  func flag(_ name: String, _ value: inout Bool)
  func flag(_ name: String, _ value: inout Bool?)
  func count(_ name: String, _ value: inout Int, in range: ClosedRange<Int>)
  func count(_ name: String, _ value: inout Int?, in range: ClosedRange<Int>)

  /// A number of bytes: `64MiB`.
  func bytes(_ name: String, _ value: inout Int, in range: ClosedRange<Int>)
  func bytes(_ name: String, _ value: inout Int?, in range: ClosedRange<Int>)

  /// A length of time, more than zero and a year at most: `200ms`.
  func duration(_ name: String, _ value: inout Duration)
  func duration(_ name: String, _ value: inout Duration?)
  func choice<Choice: FieldChoice>(_ name: String, _ value: inout Choice)
  func secret(_ name: String, _ value: inout Secret?)
  func section(_ name: String, _ value: inout some ConfigurationSection)

  /// A section that may be missing as a whole, which means something else than its defaults.
  func section<Section: ConfigurationSection>(_ name: String, _ value: inout Section?)

  /// Sections by name.
  func entries<Section: NamedSection>(_ name: String, _ value: inout [Section])

  /// Texts by name, in the order of the file.
  func pairs(_ name: String, _ value: inout [ConfigurationPair])
  func headers(_ name: String, _ value: inout [HeaderConfiguration])
  func tokens(_ name: String, _ value: inout [TokenConfiguration])
  func routes(_ name: String, _ value: inout [RouteConfiguration.Route])

  /// A default that depends on fields that were shown before: called in front of the field itself.
  func derive<Value>(_ value: inout Value, from other: @autoclosure () -> Value)
}

/// One of several words.
package typealias FieldChoice = RawRepresentable<String> & CaseIterable & Sendable

extension FieldVisitor {
  func count(_ name: String, _ value: inout Int) {
    count(name, &value, in: 1...ConfigurationLimit.count)
  }

  func count(_ name: String, _ value: inout Int?) {
    count(name, &value, in: 1...ConfigurationLimit.count)
  }

  func percentage(_ name: String, _ value: inout Int) { count(name, &value, in: 1...100) }

  func bytes(_ name: String, _ value: inout Int) {
    bytes(name, &value, in: 1...ConfigurationLimit.bytes)
  }

  func bytes(_ name: String, _ value: inout Int?) {
    bytes(name, &value, in: 1...ConfigurationLimit.bytes)
  }
}

/// The most that any field may be, so that sums of such cannot overflow.
enum ConfigurationLimit {
  static let count = 1_000_000_000
  static let bytes = 1 << 50
  static let duration: Duration = .seconds(366 * 86_400)
}

/// A name and a text.
package struct ConfigurationPair: Sendable, Equatable {
  package var name: String
  package var value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// A header of requests that the gateway makes.
package struct HeaderConfiguration: Sendable, Equatable {
  package enum Value: Sendable, Equatable {
    case plain(String)
    case secret(Secret)
  }

  package var name: String
  package var value: Value

  package init(name: String, value: Value) {
    self.name = name
    self.value = value
  }

  /// What goes onto the wire.
  package var text: String {
    switch value {
    case .plain(let text): text
    case .secret(let secret): secret.revealed
    }
  }
}

/// A bearer token that is accepted, kept as its digest alone.
package struct TokenConfiguration: Sendable, Hashable {
  /// SHA-256 of the token's bytes, 64 hexadecimal digits in lower case.
  package var sha256: String

  package init(sha256: String) { self.sha256 = sha256 }
}
