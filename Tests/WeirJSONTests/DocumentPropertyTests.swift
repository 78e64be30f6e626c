import TestSupport
import Testing

@testable import WeirJSON

/// The parser against a plain reference, over texts that nobody thought of.
@Suite("any JSON text")
struct DocumentPropertyTests {
  @Test("a tape holds what the text says", arguments: Profile.allCases)
  func structure(profile: Profile) throws {
    var texts = JSONTexts(seed: 0x5EED_0010)
    var document = Document(options: profile.options)
    var acceptedCount = 0
    for _ in 0..<2_000 {
      let text = texts.next()
      acceptedCount += compare(text, profile, &document) ? 1 : 0
    }
    #expect(acceptedCount > 1_000)
  }

  @Test("any damage is judged as the reference judges it", arguments: Profile.allCases)
  func damage(profile: Profile) throws {
    var texts = JSONTexts(seed: 0x5EED_0011)
    var document = Document(options: profile.options)
    var acceptedCount = 0
    for _ in 0..<10_000 {
      var text = texts.next(size: 30)
      texts.damage(&text)
      acceptedCount += compare(text, profile, &document) ? 1 : 0
    }
    #expect((500..<9_500).contains(acceptedCount))
  }

  @Test("random bytes are judged as the reference judges them")
  func noise() throws {
    var generator = SeededGenerator(seed: 0x5EED_0012)
    let alphabet = Array("{}[]:,\"\\ 0123456789.eE+-truefalsn\u{0}\n\u{FF}é".utf8) + [0x80, 0xFF]
    var document = Document()
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...80, using: &generator)
      let text = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      compare(text, .lenient, &document)
    }
  }

  @Test("every node knows its bytes and its pointer")
  func places() throws {
    var texts = JSONTexts(seed: 0x5EED_0013)
    var document = Document()
    for _ in 0..<200 {
      let text = texts.next(size: 30)
      guard (try? document.parse(text)) != nil else { continue }
      let tape = document.tape
      let root = PlainParser.value(of: text, isStrict: false)
      var values: [String: PlainJSON] = [:]
      root?.forEach { pointer, value in values[pointer] = value }
      var index = 0
      var valueCount = 0
      visit: while index < tape.count {
        let isKey = (0..<index).contains { tape.members(of: $0).contains(index) }
        defer { index += 1 }
        let pointer = tape.pointer(to: index)
        let range = tape.byteRange(of: index)
        if isKey { continue visit }
        valueCount += 1
        // An overridden duplicate inside the value makes no difference: both sides drop it.
        #expect(
          PlainParser.value(of: Array(text[range]), isStrict: false) == values[pointer],
          "\(pointer) in \(String(decoding: text, as: UTF8.self))")
      }
      #expect(valueCount == values.count)
    }
  }

  /// Parses `text` both ways and returns whether it was accepted.
  @discardableResult
  private func compare(_ text: [UInt8], _ profile: Profile, _ document: inout Document) -> Bool {
    let expected = PlainParser.value(of: text, isStrict: profile == .strict)
    var found: PlainJSON?
    do throws(SyntaxError) {
      try document.parse(text)
      found = document.tape.plainValue(at: 0)
    } catch {
      #expect((0...text.count).contains(error.byteOffset))
    }
    #expect(found == expected, "seeded text \(text): \(String(decoding: text, as: UTF8.self))")
    return found != nil
  }
}

extension Tape {
  /// The value at `index`, read back from the tape. Recursive: for texts of a test only.
  func plainValue(at index: Int) -> PlainJSON {
    switch kind(of: index) {
    case .object:
      let members = members(of: index).map {
        PlainJSON.Member(key: bytes(at: $0), value: plainValue(at: $0 + 1))
      }
      #expect(members.count == Int(self[index].length))
      return .object(members)
    case .array:
      let elements = elements(of: index).map { plainValue(at: $0) }
      #expect(elements.count == Int(self[index].length))
      return .array(elements)
    case .string: return .string(bytes(at: index))
    default: return .literal(bytes(at: index))
    }
  }
}

extension PlainJSON {
  /// Calls `body` with every value in the tree and its pointer.
  func forEach(at pointer: String = "", _ body: (String, PlainJSON) -> Void) {
    body(pointer, self)
    switch self {
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        element.forEach(at: "\(pointer)/\(index)", body)
      }
    case .object(let members):
      for member in members {
        var step: [UInt8] = []
        JSONPointer.appendEscaped(member.key, to: &step)
        member.value.forEach(at: pointer + "/" + String(decoding: step, as: UTF8.self), body)
      }
    default: break
    }
  }
}
