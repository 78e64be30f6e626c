import WeirJSON

/// Draws findings for people.
///
/// ```
/// error[schema.enum]: "warn" is not an allowed level
///   ┌─ config/app.yaml:12:10
/// 12│   level: warn
///   │          ^^^^ expected "debug", "info", "warning", "error" or "critical"
///   = help: did you mean "warning"?
///   ┌─ schemas/app.json:41:16   (via #/$defs/Logging)
/// 41│     "enum": ["debug", "info", …
///   = at /logging/level
/// ```
///
/// What it draws depends on the finding and the style alone, so that two runs print the same.
public struct HumanRenderer: Sendable {
  public let style: RenderStyle

  public init(style: RenderStyle) {
    self.style = style
  }

  /// The finding's lines, each with its line end; no empty line before or after.
  public func render(_ diagnostic: Diagnostic) -> String {
    let gutter = Gutter(for: diagnostic, style: style)
    var lines = [heading(diagnostic)]
    if let primary = diagnostic.primary {
      lines += quote(primary, gutter: gutter, hasCarets: true)
    }
    lines += diagnostic.notes.map { gutter.remark($0.printable) }
    lines += diagnostic.help.map {
      gutter.remark(style.paint("help: ", .help) + $0.printable)
    }
    if let secondary = diagnostic.secondary {
      lines += quote(secondary, gutter: gutter, hasCarets: false, via: diagnostic.via)
    }
    if let pointer = diagnostic.pointer {
      lines.append(gutter.remark("at " + (pointer.isEmpty ? "the root" : pointer.printable)))
    }
    return lines.reduce("") { $0 + $1 + "\n" }
  }

  private func heading(_ diagnostic: Diagnostic) -> String {
    let kind = diagnostic.severity.rawValue
    let tag = diagnostic.code.isEmpty ? kind : "\(kind)[\(diagnostic.code)]"
    return style.paint(tag, diagnostic.severity == .error ? .error : .warning)
      + style.paint(": " + diagnostic.title.printable, .title)
  }

  private func quote(
    _ label: Diagnostic.Label, gutter: Gutter, hasCarets: Bool, via: String = ""
  ) -> [String] {
    var head = "\(gutter.corner) \(label.place.printable)"
    if !via.isEmpty { head += style.paint("   (via \(via.printable))", .faint) }
    guard let text = label.text else {
      return label.caption.isEmpty ? [head] : [head, gutter.remark(label.caption.printable)]
    }
    let excerpt = Excerpt(
      of: label.byteRange, in: text.bytes, width: style.width - gutter.width - 2, style: style)
    var lines = [head, gutter.numbered(label.position.line) + line(excerpt)]
    if hasCarets { lines.append(gutter.empty + carets(under: excerpt, caption: label.caption)) }
    return lines
  }

  private func line(_ excerpt: Excerpt) -> String {
    " " + excerpt.before + style.paint(excerpt.span, .span) + excerpt.after
  }

  private func carets(under excerpt: Excerpt, caption: String) -> String {
    var text = String(repeating: "^", count: excerpt.spanWidth)
    if !caption.isEmpty { text += " " + caption.printable }
    return String(repeating: " ", count: excerpt.indentation + 1) + style.paint(text, .underline)
  }
}

extension Diagnostic.Label {
  /// `file:line:column`, which editors and terminals turn into a link.
  var place: String { "\(sourceName):\(position.line):\(position.column)" }
}

/// The column of line numbers, as wide as the finding's largest.
private struct Gutter {
  let width: Int
  private let style: RenderStyle

  init(for diagnostic: Diagnostic, style: RenderStyle) {
    let numbers = [diagnostic.primary, diagnostic.secondary].compactMap { $0?.position.line }
    width = max(2, numbers.map { String($0).count }.max() ?? 0)
    self.style = style
  }

  var corner: String { style.paint(blank + style.corner, .frame) }
  var empty: String { style.paint(blank + style.bar, .frame) }

  func numbered(_ line: Int) -> String {
    let number = String(line)
    let padding = String(repeating: " ", count: width - number.count)
    return style.paint(padding + number + style.bar, .frame)
  }

  func remark(_ text: String) -> String { style.paint(blank + "=", .frame) + " " + text }

  private var blank: String { String(repeating: " ", count: width) }
}
