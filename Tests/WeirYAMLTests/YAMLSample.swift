import WeirJSON
import WeirYAML

/// Short ways to say what a YAML text becomes.
enum YAMLSample {
  /// The JSON texts of all documents.
  static func json(
    _ text: String, options: YAMLOptions = YAMLOptions()
  ) throws(YAMLError) -> [String] {
    try YAMLDocument.documents(in: Array(text.utf8), options: options)
      .map { String(decoding: $0.jsonText, as: UTF8.self) }
  }

  /// The error that reading the text ends with.
  static func error(_ text: String, options: YAMLOptions = YAMLOptions()) -> YAMLError? {
    error(Array(text.utf8), options: options)
  }

  static func error(_ text: [UInt8], options: YAMLOptions = YAMLOptions()) -> YAMLError? {
    do {
      _ = try YAMLDocument.documents(in: text, options: options)
      return nil
    } catch {
      return error
    }
  }

  /// The source text of each node of the first document, in tape order.
  static func spans(_ text: String) throws(YAMLError) -> [String] {
    let bytes = Array(text.utf8)
    return try YAMLDocument.documents(in: bytes)[0].sourceMap.ranges.map { range in
      String(decoding: bytes[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
    }
  }

  /// Code and subject of each warning of all documents.
  static func warnings(_ text: String) throws(YAMLError) -> [String] {
    try YAMLDocument.documents(in: Array(text.utf8)).flatMap(\.warnings)
      .map { "\($0.code.rawValue) \($0.subject)" }
  }
}
