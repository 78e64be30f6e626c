/// Looks up `\p{…}`. ECMA-262 §22.2.1.4 and tables 67 to 69.
enum UnicodeProperty {
  enum Result {
    case found(ScalarSet)
    case unknown
    case unsupported
  }

  /// - Parameter expression: What stands between the braces: `Lu`, `Script=Greek`.
  static func set(named expression: String) -> Result {
    let parts = expression.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1 {
      switch expression {
      case "Any": return .found(.all)
      case "ASCII": return .found(ScalarSet([0...0x7F]))
      case "Assigned": return .found(category(["Cn"]).inverted)
      default: break
      }
      if let members = members(ofCategory: expression) { return .found(category(members)) }
      return binaryProperties.contains(expression) ? .unsupported : .unknown
    }
    guard parts.count == 2 else { return .unknown }
    switch parts[0] {
    case "General_Category", "gc":
      return members(ofCategory: parts[1]).map { .found(category($0)) } ?? .unknown
    case "Script", "sc", "Script_Extensions", "scx": return .unsupported
    default: return .unknown
    }
  }

  /// The code points of some general categories, given by their short names.
  private static func category(_ names: [String]) -> ScalarSet {
    let wanted = Set(names.compactMap { UnicodeCategories.names.firstIndex(of: $0) })
    var ranges: [ClosedRange<UInt32>] = []
    let runs = UnicodeCategories.runs
    for (index, run) in runs.enumerated() where wanted.contains(Int(run & 31)) {
      let end = index + 1 < runs.count ? runs[index + 1] >> 5 : ScalarSet.last + 1
      ranges.append(run >> 5...end - 1)
    }
    return ScalarSet(ranges)
  }

  private static func members(ofCategory name: String) -> [String]? {
    if let group = groups.first(where: { $0.names.contains(name) }) {
      return UnicodeCategories.names.filter { short in
        group.prefixes.contains { short.hasPrefix($0) }
      }
    }
    return longNames.first { $0.short == name || $0.others.contains(name) }.map { [$0.short] }
  }

  private static let groups: [(names: [String], prefixes: [String])] = [
    (["LC", "Cased_Letter"], ["Lu", "Ll", "Lt"]), (["L", "Letter"], ["L"]),
    (["M", "Mark", "Combining_Mark"], ["M"]), (["N", "Number"], ["N"]),
    (["P", "Punctuation", "punct"], ["P"]), (["S", "Symbol"], ["S"]),
    (["Z", "Separator"], ["Z"]), (["C", "Other"], ["C"]),
  ]

  private static let longNames: [(short: String, others: [String])] = [
    ("Lu", ["Uppercase_Letter"]), ("Ll", ["Lowercase_Letter"]), ("Lt", ["Titlecase_Letter"]),
    ("Lm", ["Modifier_Letter"]), ("Lo", ["Other_Letter"]), ("Mn", ["Nonspacing_Mark"]),
    ("Mc", ["Spacing_Mark"]), ("Me", ["Enclosing_Mark"]), ("Nd", ["Decimal_Number", "digit"]),
    ("Nl", ["Letter_Number"]), ("No", ["Other_Number"]), ("Pc", ["Connector_Punctuation"]),
    ("Pd", ["Dash_Punctuation"]), ("Ps", ["Open_Punctuation"]), ("Pe", ["Close_Punctuation"]),
    ("Pi", ["Initial_Punctuation"]), ("Pf", ["Final_Punctuation"]), ("Po", ["Other_Punctuation"]),
    ("Sm", ["Math_Symbol"]), ("Sc", ["Currency_Symbol"]), ("Sk", ["Modifier_Symbol"]),
    ("So", ["Other_Symbol"]), ("Zs", ["Space_Separator"]), ("Zl", ["Line_Separator"]),
    ("Zp", ["Paragraph_Separator"]), ("Cc", ["Control", "cntrl"]), ("Cf", ["Format"]),
    ("Cs", ["Surrogate"]), ("Co", ["Private_Use"]), ("Cn", ["Unassigned"]),
  ]

  /// Binary properties that ECMA-262 knows, by all their names; only those above have tables.
  private static let binaryProperties: Set<String> = [
    "ASCII_Hex_Digit", "AHex", "Alphabetic", "Alpha", "Bidi_Control", "Bidi_C", "Bidi_Mirrored",
    "Bidi_M", "Case_Ignorable", "CI", "Cased", "Changes_When_Casefolded", "CWCF",
    "Changes_When_Casemapped", "CWCM", "Changes_When_Lowercased", "CWL",
    "Changes_When_NFKC_Casefolded", "CWKCF", "Changes_When_Titlecased", "CWT",
    "Changes_When_Uppercased", "CWU", "Dash", "Default_Ignorable_Code_Point", "DI", "Deprecated",
    "Dep", "Diacritic", "Dia", "Emoji", "Emoji_Component", "EComp", "Emoji_Modifier", "EMod",
    "Emoji_Modifier_Base", "EBase", "Emoji_Presentation", "EPres", "Extended_Pictographic",
    "ExtPict", "Extender", "Ext", "Grapheme_Base", "Gr_Base", "Grapheme_Extend", "Gr_Ext",
    "Hex_Digit", "Hex", "IDS_Binary_Operator", "IDSB", "IDS_Trinary_Operator", "IDST",
    "ID_Continue", "IDC", "ID_Start", "IDS", "Ideographic", "Ideo", "Join_Control", "Join_C",
    "Logical_Order_Exception", "LOE", "Lowercase", "Lower", "Math", "Noncharacter_Code_Point",
    "NChar", "Pattern_Syntax", "Pat_Syn", "Pattern_White_Space", "Pat_WS", "Quotation_Mark",
    "QMark", "Radical", "Regional_Indicator", "RI", "Sentence_Terminal", "STerm", "Soft_Dotted",
    "SD", "Terminal_Punctuation", "Term", "Unified_Ideograph", "UIdeo", "Uppercase", "Upper",
    "Variation_Selector", "VS", "White_Space", "space", "XID_Continue", "XIDC", "XID_Start", "XIDS",
  ]
}
