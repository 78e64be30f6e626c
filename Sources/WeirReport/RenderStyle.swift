/// How a report for people looks: decided once, from what the output is and what the user asked.
public struct RenderStyle: Hashable, Sendable {
  /// What `--color` says.
  public enum ColorChoice: String, Hashable, Sendable, CaseIterable {
    case auto, always, never
  }

  /// The characters lines and arrows are drawn with.
  public enum Frame: Hashable, Sendable {
    case unicode, ascii
  }

  public var usesColor: Bool
  public var frame: Frame

  /// Columns that a quoted source line may fill, gutter included; at least `minimumWidth`.
  public var width: Int

  static let minimumWidth = 40

  /// Wide enough for most lines of code, narrow enough for a log viewer.
  static let defaultWidth = 100

  public init(usesColor: Bool = false, frame: Frame = .unicode, width: Int? = nil) {
    self.usesColor = usesColor
    self.frame = frame
    self.width = max(width ?? RenderStyle.defaultWidth, RenderStyle.minimumWidth)
  }

  /// The style for an output, by the rules users expect.
  ///
  /// - Parameters:
  ///   - isTerminal: Whether the output is a terminal.
  ///   - columns: The terminal's width, where known.
  ///   - environment: Looks up an environment variable.
  ///
  /// Colour: `--color always` and `never` decide; then `NO_COLOR`, set to anything but nothing, refuses
  /// it (no-color.org), and `CLICOLOR_FORCE`, set to anything but 0, asks for it
  /// (bixense.com/clicolors); else a terminal gets it unless `TERM` is `dumb`. Width: the
  /// terminal's, else that of `COLUMNS`. Frame: Unicode where the locale's character set is UTF-8
  /// (`LC_ALL`, then `LC_CTYPE`, then `LANG`; POSIX).
  public init(
    color: ColorChoice, isTerminal: Bool, columns: Int?, environment: (String) -> String?
  ) {
    let isSuitable = isTerminal && environment("TERM") != "dumb"
    let usesColor =
      switch color {
      case .always: true
      case .never: false
      case .auto: RenderStyle.wantsColor(environment) ?? isSuitable
      }
    self.init(
      usesColor: usesColor,
      frame: RenderStyle.hasUnicodeLocale(environment) ? .unicode : .ascii,
      width: (isTerminal ? columns : nil) ?? environment("COLUMNS").flatMap { Int($0) })
  }

  /// What the environment says of colour, if it says anything.
  private static func wantsColor(_ environment: (String) -> String?) -> Bool? {
    if let refusal = environment("NO_COLOR"), !refusal.isEmpty { return false }
    guard let force = environment("CLICOLOR_FORCE"), !force.isEmpty else { return nil }
    return force == "0" ? nil : true
  }

  private static func hasUnicodeLocale(_ environment: (String) -> String?) -> Bool {
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
      guard let value = environment(name), !value.isEmpty else { continue }
      let locale = value.lowercased()
      return locale.contains("utf-8") || locale.contains("utf8")
    }
    return false
  }
}

extension RenderStyle {
  /// What a piece of output is, so that colour is chosen in one place.
  package enum Role {
    case error, warning, title, frame, underline, help, span, faint
  }

  /// `text` wrapped in the role's colour; the bare text where colours are off.
  package func paint(_ text: String, _ role: Role) -> String {
    guard usesColor, !text.isEmpty else { return text }
    let code =
      switch role {
      case .error: "1;31"
      case .warning: "1;33"
      case .title: "1"
      case .frame: "34"
      case .underline: "1;31"
      case .help: "32"
      case .span: "1"
      case .faint: "2"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  package var ellipsis: String { frame == .unicode ? "…" : "..." }
  var corner: String { frame == .unicode ? "┌─" : "-->" }
  var bar: String { frame == .unicode ? "│" : "|" }
}
