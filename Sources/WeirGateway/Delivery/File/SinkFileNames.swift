import WeirCompression

/// The names of one file sink's files.
struct SinkFileNames {
  /// A file that belongs to the sink, by its name.
  struct Entry: Equatable {
    var number: Int
    var isPartial: Bool
    var name: String
  }

  /// With a slash behind, or empty.
  let folder: String
  private let stem: Substring
  private let ending: String
  private static let digits = 8
  private static let partial = ".partial"

  init(_ settings: FileSinkSettings) {
    let path = settings.path
    let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let name = path[nameStart...]
    let dot = name.dropFirst().lastIndex(of: ".") ?? name.endIndex
    folder = String(path[..<nameStart])
    stem = name[..<dot]
    let suffix =
      switch settings.compression {
      case nil: ""
      case .gzip?: ".gz"
      case .zstd?: ".zst"
      }
    ending = name[dot...] + suffix
  }

  func partialPath(_ number: Int) -> String { path(number) + Self.partial }

  /// Of a complete file.
  func path(_ number: Int) -> String {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, Self.digits - digits.count))
    return "\(folder)\(stem).\(zeros)\(digits)\(ending)"
  }

  /// What a name in the folder says; nil for other files.
  func entry(_ name: String) -> Entry? {
    let isPartial = name.hasSuffix(Self.partial)
    let whole = isPartial ? name.dropLast(Self.partial.count) : name[...]
    guard whole.hasPrefix(stem + "."), whole.hasSuffix(ending),
      whole.utf8.count > stem.utf8.count + 1 + ending.utf8.count
    else { return nil }
    let digits = whole.dropFirst(stem.count + 1).dropLast(ending.count)
    guard digits.utf8.count >= Self.digits, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(digits), number > 0
    else { return nil }
    return Entry(number: number, isPartial: isPartial, name: name)
  }
}
