import WeirJSON

/// The format `uri-template`: the grammar of RFC 6570 §2, with erratum 6937 (an apostrophe may
/// stand in a literal).
struct URITemplate {
  private let text: ByteSlice
  private var index = 0

  static func accepts(_ text: ByteSlice) -> Bool {
    var template = URITemplate(text: text)
    return template.parse()
  }

  /// Offset of the first byte that does not fit the grammar, the text's length if it ends too early;
  /// nil for a template.
  static func faultOffset(_ text: ByteSlice) -> Int? {
    var template = URITemplate(text: text)
    return template.parse() ? nil : template.index
  }

  private init(text: ByteSlice) { self.text = text }

  /// `*( literals / expression )`
  private mutating func parse() -> Bool {
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "{") {
        index += 1
        guard skipExpression() else { return false }
      } else if byte >= 0x80 {
        let scalar = text.decodedScalar(at: index)
        guard URIGrammar.isUCSCharacter(scalar.value) || URIGrammar.isPrivate(scalar.value) else {
          return false
        }
        index += scalar.length
      } else if byte == UInt8(ascii: "%") {
        guard skipPercentEncoding() else { return false }
      } else {
        guard ASCIISet.templateLiteral.contains(byte) else { return false }
        index += 1
      }
    }
    return true
  }

  /// `[ operator ] varspec *( "," varspec ) "}"`
  private mutating func skipExpression() -> Bool {
    if index < text.count, ASCIISet.templateOperator.contains(text[index]) { index += 1 }
    repeat {
      guard skipName(), skipModifier() else { return false }
    } while skip(UInt8(ascii: ","))
    return skip(UInt8(ascii: "}"))
  }

  /// `varchar *( ["."] varchar )`
  private mutating func skipName() -> Bool {
    repeat {
      let start = index
      while index < text.count {
        if text[index] == UInt8(ascii: "%") {
          guard skipPercentEncoding() else { return false }
        } else if ASCIISet.templateVariable.contains(text[index]) {
          index += 1
        } else {
          break
        }
      }
      guard index > start else { return false }
    } while skip(UInt8(ascii: "."))
    return true
  }

  /// `*`, or `:` and a maximum length from 1 to 9999, or nothing.
  private mutating func skipModifier() -> Bool {
    if skip(UInt8(ascii: "*")) { return true }
    guard skip(UInt8(ascii: ":")) else { return true }
    let start = index
    while index < text.count, ASCIISet.digits.contains(text[index]) { index += 1 }
    return index > start && index <= start + 4 && text[start] != UInt8(ascii: "0")
  }

  private mutating func skipPercentEncoding() -> Bool {
    guard index + 2 < text.count, ASCIISet.hexDigits.contains(text[index + 1]),
      ASCIISet.hexDigits.contains(text[index + 2])
    else { return false }
    index += 3
    return true
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard index < text.count, text[index] == byte else { return false }
    index += 1
    return true
  }
}

extension ASCIISet {
  /// `literals` but for `%` and what lies beyond ASCII.
  fileprivate static let templateLiteral = ASCIISet("!#$&'()*+,-./0123456789:;=?@[]_~")
    .union(.letters)

  /// `operator`, the reserved ones included.
  fileprivate static let templateOperator = ASCIISet("+#./;?&=,!@|")

  fileprivate static let templateVariable = letters.union(digits).union(ASCIISet("_"))
}
