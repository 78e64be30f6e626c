import StreamTestSupport
import TestSupport
import Testing

@testable import WeirStream

/// The keys of a window, to disk and back.
struct KeyLogTests {
  @Test(
    "a window that is restored knows what it knew, whatever files its keys are in",
    arguments: [1, 3, 64])
  func roundTrip(keysPerFile: Int) throws {
    let folder = try TemporaryFolder()
    var log = KeyLog(folder: folder.path, keysPerFile: keysPerFile, system: LiveSystemCalls())
    var random = SeededGenerator(seed: UInt64(keysPerFile))
    var window = KeyWindow(maxKeys: 20, span: 50)
    var written = 0
    for step in 0..<200 as Range<Int64> {
      let key = RecordKey(low: UInt64.random(in: 0..<60, using: &random), high: 7)
      if !window.contains(key, time: step) { window.insert(key, time: step) }
      guard Int.random(in: 0..<8, using: &random) == 0 else { continue }
      _ = try log.write(window.keys(from: written))
      written = window.next
      log.remove(before: window.oldest)
      var restored = KeyWindow(maxKeys: 20, span: 50, at: window.mark)
      try log.load(window.oldest..<window.next, into: &restored)
      #expect(restored.mark == window.mark)
      for low in 0..<60 as Range<UInt64> {
        let key = RecordKey(low: low, high: 7)
        let isKnown = restored.contains(key, time: nil)
        #expect(isKnown == window.contains(key, time: nil))
      }
    }
    #expect(!folder.contains("keys-0"))
  }

  @Test("a key that was altered, moved or cut off is noticed")
  func damage() throws {
    let folder = try TemporaryFolder()
    var window = KeyWindow(maxKeys: 20)
    for low in 0..<8 as Range<UInt64> { window.insert(RecordKey(low: low, high: low), time: nil) }
    var log = KeyLog(folder: folder.path, keysPerFile: 100, system: LiveSystemCalls())
    _ = try log.write(window.keys(from: 0))
    let whole = try folder.read("keys-0")
    #expect(whole.count == 8 * 28)
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 1
      try expectBroken(bytes, folder, window.mark)
    }
    try expectBroken(Array(whole.dropLast()), folder, window.mark)
    try expectBroken(Array(whole[28...] + whole[..<28]), folder, window.mark)
  }

  private func expectBroken(
    _ bytes: [UInt8], _ folder: TemporaryFolder, _ mark: KeyWindow.Mark
  ) throws {
    try folder.write(bytes, to: "keys-0")
    let log = KeyLog(folder: folder.path, keysPerFile: 100, system: LiveSystemCalls())
    var restored = KeyWindow(maxKeys: 20, span: nil, at: mark)
    #expect(throws: StateFault.broken(folder.path + "/keys-0", .checksum)) {
      try log.load(0..<8, into: &restored)
    }
  }
}
