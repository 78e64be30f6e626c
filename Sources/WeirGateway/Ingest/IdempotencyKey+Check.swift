extension IdempotencyKey {
  /// Characters of a key.
  static let maxLength = 255

  /// - Throws: for a header that is no key.
  static func check(_ key: String) throws(Problem) {
    let isPrintable = key.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    guard isPrintable, (1...maxLength).contains(key.utf8.count) else {
      throw .invalidKey(limit: maxLength)
    }
  }
}
