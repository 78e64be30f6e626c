import CScan
import TestSupport
import Testing

/// Every structure kernel against a plain reading of what it promises.
@Suite("structure kernels")
struct StructureKernelTests {
  /// Those that this processor can run, the fastest first.
  static let names: [String] = ["avx512", "avx2", "portable"].filter { (name: String) in
    unsafe cscan_kernel_named(name) != nil
  }

  @Test("random bytes are indexed as the plain reading indexes them", arguments: names)
  func noise(name: String) {
    var generator = SeededGenerator(seed: 0x5EED_0020)
    let structure = Array("{}[]:,\"\"\"\\\\ \t\n\r0-tx\u{0}\u{C}\u{1A}".utf8)
    for _ in 0..<4_000 {
      let count = Int.random(in: 0...400, using: &generator)
      // From hardly any structure to nothing else, and the same for bytes beyond ASCII.
      let density = Int.random(in: 1...100, using: &generator)
      let highBytes = Int.random(in: 0...3, using: &generator)
      let text = (0..<count).map { _ in
        Int.random(in: 0..<100, using: &generator) < density
          ? structure.randomElement(using: &generator) ?? 0
          : UInt8.random(in: highBytes == 0 ? 0...255 : 32...126, using: &generator)
      }
      compare(text, name, &generator)
    }
  }

  @Test("JSON texts, whole and damaged, are indexed so too", arguments: names)
  func texts(name: String) {
    var generator = SeededGenerator(seed: 0x5EED_0021)
    var texts = JSONTexts(seed: 0x5EED_0022)
    for _ in 0..<2_000 {
      var text = texts.next(size: 60)
      compare(text, name, &generator)
      texts.damage(&text)
      compare(text, name, &generator)
    }
  }

  @Test("a sequence cut anywhere is malformed, wherever it lies in a block", arguments: names)
  func cutSequences(name: String) {
    var generator = SeededGenerator(seed: 0x5EED_0023)
    for character in ["é", "日", "😀"] {
      for place in 0..<140 {
        for kept in 1...character.utf8.count {
          let sequence = Array(character.utf8.prefix(kept))
          let before = [UInt8](repeating: 0x61, count: place)
          compare(before + sequence, name, &generator)
          compare(before + sequence + [UInt8](repeating: 0x62, count: 70), name, &generator)
        }
      }
    }
  }

  @Test("the dispatch takes the kernel that it is told to")
  func dispatch() {
    let best = unsafe String(cString: cscan_kernel())
    #expect(best == Self.names.first)
    #expect(unsafe cscan_use_kernel("none such") == 0)
    #expect(unsafe String(cString: cscan_kernel()) == best)
  }

  /// Indexes `text` in windows of random size, with random bytes behind its end.
  private func compare(
    _ text: [UInt8], _ name: String, _ generator: inout SeededGenerator
  ) {
    guard let kernel = unsafe cscan_kernel_named(name) else {
      Issue.record("no kernel \(name)")
      return
    }
    let padding = (0..<Int(CSCAN_PADDING)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let padded = text + padding
    var state = cscan_state()
    var found = Structure()
    var begin = 0
    while begin < text.count {
      let end = min(begin + 64 * Int.random(in: 1...4, using: &generator), text.count)
      let room = end - begin + Int(CSCAN_INDEX_SLACK)
      var offsets = [UInt32](repeating: 0, count: room)
      var escapes = [UInt32](repeating: 0, count: room / 2)
      let count = unsafe kernel(padded, begin, end, &state, &offsets, &escapes)
      found.offsets += offsets.prefix(count).map(Int.init)
      found.escapes += escapes.prefix(Int(state.escape_count)).map(Int.init)
      begin = end
    }
    found.firstControl = Int(state.control) - 1
    found.endsInString = state.in_string != 0
    found.isUTF8 = state.utf8_error | state.utf8_open == 0
    #expect(found == Structure(of: text), "\(name): \(text)")
  }
}

/// What a kernel tells about a text.
private struct Structure: Equatable {
  var offsets: [Int] = []
  var escapes: [Int] = []
  /// -1 where there is none.
  var firstControl = -1
  var endsInString = false
  var isUTF8 = true

  init() {}

  /// The plain reading: one byte after the other.
  init(of text: [UInt8]) {
    var isEscaped = false
    var isInScalar = false
    for (offset, byte) in text.enumerated() {
      let isQuote = byte == UInt8(ascii: "\"") && !isEscaped
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      if isEscaped { escapes.append(offset) }
      var isScalar = false
      if isQuote {
        offsets.append(offset)
        endsInString.toggle()
      } else if endsInString {
        if byte < 0x20, firstControl < 0 { firstControl = offset }
      } else if Self.operators.contains(byte) {
        offsets.append(offset)
      } else if !Self.blanks.contains(byte) {
        if !isInScalar { offsets.append(offset) }
        isScalar = true
      }
      isInScalar = isScalar
    }
    isUTF8 = String(validating: text, as: UTF8.self) != nil
  }

  private static let operators = Set("{}[]:,\u{C}\u{1A}".utf8)
  private static let blanks = Set(" \t\n\r".utf8)
}
