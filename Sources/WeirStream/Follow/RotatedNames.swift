/// The files of one folder that had a name in turn, each under the name that it got when the next one
/// took its place: `log.2`, `log.1`; `log-20260301`, `log-20260302`; `log.2026-03-01.gone`.
///
/// They are told by the form of their names: what they share with the name itself, and numbers in the
/// same places. Whether the numbers count up or down, which differs from program to program, is told by
/// when the files at the two ends of the row were written last.
struct RotatedNames {
  /// The name that all of them had.
  let name: String

  /// What stands in its folder.
  let files: [File]

  struct File: Hashable {
    var name: String
    var status: FileStatus
  }

  /// The file that had the name after `left`, as far as the folder shows it; nil where that is the one
  /// that has it now.
  func successor(of left: File) -> File? {
    let form = NameForm(of: left.name, from: name)
    guard let own = form.numbers(in: left.name), !own.isEmpty else { return nil }
    let row = files.filter { $0.status.kind == .regular && $0.name != name }
      .compactMap { file in form.numbers(in: file.name).map { (numbers: $0, file: file) } }
      .sorted { $0.numbers.lexicographicallyPrecedes($1.numbers) }
    guard let first = row.first?.file, let last = row.last?.file else { return nil }
    return countsDown(first, last, own)
      ? row.last { $0.numbers.lexicographicallyPrecedes(own) }?.file
      : row.first { own.lexicographicallyPrecedes($0.numbers) }?.file
  }

  /// Whether a lower number is the newer file.
  private func countsDown(_ first: File, _ last: File, _ numbers: [NameForm.Number]) -> Bool {
    if first.status.modified != last.status.modified {
      return first.status.modified > last.status.modified
    }
    // Nothing tells: a single small number is what logrotate gives, and counts down.
    return numbers.count == 1 && numbers[0].digits.utf8.count <= 3
  }
}

/// The form of a name that was made from another one: what the two share, and what stands between the
/// numbers in the rest.
private struct NameForm {
  private let prefix: Substring
  private let suffix: Substring
  private let words: [Substring]

  /// A number of any length, without leading zeros.
  struct Number: Comparable {
    let digits: Substring

    static func < (first: Number, second: Number) -> Bool {
      (first.digits.utf8.count, first.digits) < (second.digits.utf8.count, second.digits)
    }
  }

  init(of rotated: String, from name: String) {
    let prefix = zip(rotated, name).prefix { $0 == $1 }.count
    let suffix = zip(rotated.dropFirst(prefix).reversed(), name.dropFirst(prefix).reversed())
      .prefix { $0 == $1 }.count
    self.prefix = rotated.prefix(prefix)
    self.suffix = rotated.suffix(suffix)
    words = NameForm.parts(of: rotated.dropFirst(prefix).dropLast(suffix)).words
  }

  /// The numbers in a name of this form; nil for any other name.
  func numbers(in name: String) -> [Number]? {
    guard name.hasPrefix(prefix), name.dropFirst(prefix.count).hasSuffix(suffix) else { return nil }
    let parts = NameForm.parts(of: name.dropFirst(prefix.count).dropLast(suffix.count))
    return parts.words == words ? parts.numbers : nil
  }

  private static func parts(of text: Substring) -> (words: [Substring], numbers: [Number]) {
    var (words, numbers): ([Substring], [Number]) = ([], [])
    var rest = text
    while true {
      let word = rest.prefix { !isDigit($0) }
      let digits = rest.dropFirst(word.count).prefix(while: isDigit)
      words.append(word)
      if digits.isEmpty { return (words, numbers) }
      numbers.append(Number(digits: digits.drop { $0 == "0" }))
      rest = rest.dropFirst(word.count + digits.count)
    }
  }

  private static func isDigit(_ character: Character) -> Bool {
    ("0"..."9").contains(character)
  }
}
