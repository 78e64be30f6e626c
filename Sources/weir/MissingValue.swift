import ArgumentParser
import WeirHelp

extension Weir {
  /// A complaint of ArgumentParser's. Of an option without a value it says by itself that it needs one, and
  /// of a wrong value which there are; so here both is said of the first.
  static func withChoices(_ complaint: String, of arguments: [String]) -> String {
    let lead = "Error: Missing value for '"
    guard complaint.hasPrefix(lead), let end = complaint.firstIndex(of: "\n") else {
      return complaint
    }
    let name = complaint.dropFirst(lead.count).prefix { $0 != " " && $0 != "'" }
    let entry = (try? HelpEntry(Weir.self))?.commands.first { $0.name == arguments.first }
    let values = entry?.arguments.first { $0.names.contains(String(name)) }?.allValues ?? []
    guard let last = values.last, values.count > 1 else { return complaint }
    let others = values.dropLast().map { "'\($0)'" }.joined(separator: ", ")
    return complaint[..<end] + ". Please provide one of \(others) or '\(last)'." + complaint[end...]
  }
}
