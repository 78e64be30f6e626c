/// One source line, cut to fit, and the columns its span fills in what is left of it.
///
/// The line may be megabytes long (minified JSON): only a window around the span is looked at, so
/// the cost does not depend on the line's length.
struct Excerpt: Hashable {
  /// The visible text before, of and after the span; free of control characters.
  let before: String
  let span: String
  let after: String

  /// Columns to the span's first, from 0.
  var indentation: Int { before.displayWidth }

  /// Columns under which carets stand, at least one: an empty span still is a place.
  var spanWidth: Int { max(span.displayWidth, 1) }

  /// Quotes the line on which `range` begins.
  ///
  /// - Parameters:
  ///   - range: Byte offsets in `bytes`; a span over several lines is shown to the end of its first.
  ///   - width: Columns the excerpt may fill, marks of omission included; at least 20.
  init(of range: Range<Int>, in bytes: [UInt8], width: Int, style: RenderStyle) {
    let line = LineWindow(around: range.lowerBound, in: bytes, reach: 4 * width)
    let spanEnd = min(max(range.upperBound, line.offset), line.range.upperBound)
    var cells = Cells(style: style)
    cells.append(bytes[line.range.lowerBound..<line.offset])
    let spanStart = cells.count
    cells.append(bytes[line.offset..<spanEnd])
    let spanStop = cells.count
    cells.append(bytes[spanEnd..<line.range.upperBound])

    let visible = cells.window(
      around: spanStart..<spanStop, width: width, isCutBefore: line.isCutBefore,
      isCutAfter: line.isCutAfter)
    let omitted = style.ellipsis
    before =
      (visible.isCutBefore ? omitted : "")
      + cells.text(visible.range.lowerBound..<min(spanStart, visible.range.upperBound))
    span = cells.text(spanStart..<min(spanStop, visible.range.upperBound))
    let rest = cells.text(min(spanStop, visible.range.upperBound)..<visible.range.upperBound)
    after = visible.isCutAfter ? rest + omitted : rest.trimmingTrailingSpaces
  }
}

/// The part of a line that lies within reach of an offset.
private struct LineWindow {
  let range: Range<Int>

  /// The offset, moved into the text.
  let offset: Int
  let isCutBefore: Bool
  let isCutAfter: Bool

  init(around wanted: Int, in bytes: [UInt8], reach: Int) {
    offset = min(max(wanted, 0), bytes.count)
    var start = offset
    while start > 0, offset - start < reach, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    var end = offset
    while end < bytes.count, end - offset < reach, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    isCutBefore = start > 0 && bytes[start - 1] != UInt8(ascii: "\n")
    isCutAfter = end < bytes.count && bytes[end] != UInt8(ascii: "\n")
    // A window must not open in the middle of a scalar.
    if isCutBefore { while start < offset, bytes[start] & 0xC0 == 0x80 { start += 1 } }
    if isCutAfter { while end > offset, bytes[end] & 0xC0 == 0x80 { end -= 1 } }
    if !isCutAfter, end > offset, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    range = start..<end
  }
}

/// The scalars of a line as a terminal shows them.
private struct Cells {
  private var scalars: [Unicode.Scalar] = []
  private let replacement: Unicode.Scalar
  private let omissionWidth: Int

  static let tabWidth = 4

  init(style: RenderStyle) {
    replacement = style.frame == .unicode ? "\u{FFFD}" : "?"
    omissionWidth = style.ellipsis.displayWidth
  }

  var count: Int { scalars.count }

  mutating func append(_ bytes: ArraySlice<UInt8>) {
    // Decoding repairs what is not UTF-8, so that the rest of the line can still be read.
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if scalar == "\t" {
        scalars.append(contentsOf: repeatElement(" ", count: Cells.tabWidth))
      } else {
        scalars.append(scalar.isUnsafeToPrint ? replacement : scalar)
      }
    }
  }

  func text(_ range: Range<Int>) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[range])
    return String(result)
  }

  /// The run of cells to show: the span's beginning always, the line's beginning if both fit, and
  /// of the rest as much as `width` allows.
  func window(
    around span: Range<Int>, width: Int, isCutBefore: Bool, isCutAfter: Bool
  ) -> (range: Range<Int>, isCutBefore: Bool, isCutAfter: Bool) {
    var start = 0
    var cutBefore = isCutBefore
    let spanColumns = min(columns(span), width / 2)
    if columns(0..<span.lowerBound) + spanColumns + 2 * omissionWidth > width || isCutBefore {
      // A third of the room, or what the line's end leaves free.
      let behind = isCutAfter ? width : columns(span.upperBound..<count)
      let context = max(
        (width - spanColumns) / 3, width - spanColumns - behind - omissionWidth)
      start = span.lowerBound
      var used = 0
      while start > 0, used + scalars[start - 1].displayWidth <= context {
        start -= 1
        used += scalars[start].displayWidth
      }
      cutBefore = cutBefore || start > 0
    }
    let room = width - (cutBefore ? omissionWidth : 0)
    if columns(start..<count) <= room, !isCutAfter {
      return (start..<count, cutBefore, false)
    }
    var end = start
    var used = 0
    while end < count, used + scalars[end].displayWidth <= room - omissionWidth {
      used += scalars[end].displayWidth
      end += 1
    }
    return (start..<max(end, span.lowerBound), cutBefore, true)
  }

  private func columns(_ range: Range<Int>) -> Int {
    scalars[range].reduce(0) { $0 + $1.displayWidth }
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return String(self[..<end])
  }
}
