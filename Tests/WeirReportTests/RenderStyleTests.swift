import Testing
import WeirReport

struct RenderStyleTests {
  private func style(
    _ color: RenderStyle.ColorChoice = .auto, isTerminal: Bool = true, columns: Int? = nil,
    _ environment: [String: String] = [:]
  ) -> RenderStyle {
    RenderStyle(color: color, isTerminal: isTerminal, columns: columns) { environment[$0] }
  }

  @Test("a terminal gets colour, a pipe does not")
  func terminal() {
    #expect(style().usesColor)
    #expect(!style(isTerminal: false).usesColor)
  }

  @Test("NO_COLOR and a dumb terminal refuse colour; an empty NO_COLOR does not")
  func refusals() {
    #expect(!style(.auto, ["NO_COLOR": "1"]).usesColor)
    #expect(!style(.auto, ["TERM": "dumb"]).usesColor)
    #expect(style(.auto, ["NO_COLOR": "", "TERM": "xterm"]).usesColor)
  }

  @Test("CLICOLOR_FORCE asks for colour where there is no terminal; NO_COLOR is heard first")
  func force() {
    #expect(style(.auto, isTerminal: false, ["CLICOLOR_FORCE": "1"]).usesColor)
    #expect(!style(.auto, isTerminal: false, ["CLICOLOR_FORCE": "0"]).usesColor)
    #expect(!style(.auto, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]).usesColor)
    #expect(!style(.never, ["CLICOLOR_FORCE": "1"]).usesColor)
  }

  @Test("what the user asks for outright wins over the environment")
  func askedFor() {
    #expect(style(.always, isTerminal: false, ["NO_COLOR": "1", "TERM": "dumb"]).usesColor)
    #expect(!style(.never).usesColor)
  }

  @Test("the frame follows the first locale variable that is set")
  func frame() {
    #expect(style(.auto, ["LANG": "en_US.UTF-8"]).frame == .unicode)
    #expect(style(.auto, ["LANG": "C.utf8", "LC_ALL": ""]).frame == .unicode)
    #expect(style(.auto, ["LANG": "en_US.UTF-8", "LC_ALL": "C"]).frame == .ascii)
    #expect(style(.auto, [:]).frame == .ascii)
  }

  @Test("a terminal's width is used down to a minimum; elsewhere lines have one width")
  func width() {
    #expect(style(columns: 140).width == 140)
    #expect(style(columns: 5).width == 40)
    #expect(style(isTerminal: false, columns: 140).width == 100)
    #expect(style(.auto, columns: 140, ["COLUMNS": "60"]).width == 140)
    #expect(style(.auto, ["COLUMNS": "60"]).width == 60)
    #expect(style(.auto, isTerminal: false, ["COLUMNS": "60"]).width == 60)
    #expect(style(.auto, ["COLUMNS": "wide"]).width == 100)
  }
}
