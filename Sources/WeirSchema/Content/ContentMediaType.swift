/// What `contentMediaType` names, as far as it can be checked.
enum ContentMediaType {
  /// `application/json`, and whatever has the suffix `+json` (RFC 6839 §3.1). Parameters do not
  /// matter.
  static func isJSON(_ name: String) -> Bool {
    let type = name.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
    return type == "application/json" || type.contains("/") && type.hasSuffix("+json")
  }
}
