package import WeirJSON
package import WeirSchema
import WeirYAML

/// A file with instances, for tools that look at one of them closely: its document is loaded as
/// schemas are, so that every value in it has its place in the file.
package struct InstanceFile: Sendable {
  /// What messages call the file.
  package let name: String
  package let bytes: [UInt8]
  private let format: DocumentFormat

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: `-` is standard input.
  ///   - format: Nil to go by the name; what that does not tell is JSON.
  package init(path: String, format: DocumentFormat? = nil) throws(FileError) {
    name = path == "-" ? "<stdin>" : path
    bytes = try readFile(path)
    self.format = format ?? DocumentFormat(fileName: path) ?? .json
  }
}

/// What a file's path is as a URI; of standard input, the current folder's.
package func retrievalURI(ofFile path: String) -> String {
  FileURI.uri(ofPath: path == "-" ? "./" : path)
}

/// Why a file has no such document.
package enum InstanceFault: Error, Sendable {
  /// It is not JSON, or not YAML that stands for JSON; the code says what is wrong.
  case malformed(code: String, message: String, place: SchemaPlace)
  /// There are several, and nobody said which.
  case several(count: Int)
  /// The line of that number is blank, or behind the last.
  case noLine(Int)
  /// There is no document of that number.
  case absent(number: Int, count: Int)
}

extension InstanceFile {
  /// One document.
  ///
  /// - Parameter number: From 1: of a YAML file the document, of NDJSON the line. Nil for the only
  ///   one there is.
  package func document(
    _ number: Int? = nil, options: DocumentOptions = .lenient
  ) throws(InstanceFault) -> SchemaSource {
    switch format {
    case .json:
      guard number ?? 1 == 1 else { throw .absent(number: number ?? 1, count: 1) }
      return try json(0..<bytes.count, options)
    case .jsonc:
      guard number ?? 1 == 1 else { throw .absent(number: number ?? 1, count: 1) }
      return try commented(options)
    case .ndjson: return try line(number, options)
    case .yaml: return try yaml(number, options)
    }
  }

  private func json(
    _ range: Range<Int>, _ options: DocumentOptions
  ) throws(InstanceFault) -> SchemaSource {
    var document = Document(options: options)
    let text = Array(bytes[range])
    do {
      try document.parse(text)
    } catch {
      throw malformed(error, in: text, from: range.lowerBound)
    }
    return SchemaSource(
      uri: "", name: name, document: document, at: range.lowerBound, of: bytes)
  }

  private func commented(_ options: DocumentOptions) throws(InstanceFault) -> SchemaSource {
    var document = Document(options: options)
    var text = bytes
    do {
      text = try CommentedJSON.blanked(bytes)
      try document.parse(text)
    } catch {
      throw malformed(error, in: text)
    }
    return SchemaSource(uri: "", name: name, document: document, originalText: bytes)
  }

  /// The line numbered so, or the only one that is not blank.
  private func line(
    _ number: Int?, _ options: DocumentOptions
  ) throws(InstanceFault) -> SchemaSource {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let numbers = lines.indices.filter { !lines[$0].allSatisfy(\.isBlank) }.map { $0 + 1 }
    let wanted = number ?? numbers.first ?? 1
    guard number != nil || numbers.count < 2 else { throw .several(count: numbers.count) }
    guard numbers.contains(wanted) else { throw .noLine(wanted) }
    let line = lines[wanted - 1]
    return try json(line.startIndex..<line.endIndex, options)
  }

  private func yaml(
    _ number: Int?, _ options: DocumentOptions
  ) throws(InstanceFault) -> SchemaSource {
    var yamlOptions = YAMLOptions()
    yamlOptions.document = options
    let documents: [YAMLDocument]
    do {
      documents = try YAMLDocument.documents(in: bytes, options: yamlOptions)
    } catch {
      throw malformed(
        error.code.rawValue, message("\(error)", help: error.help), at: error.byteRange)
    }
    guard number != nil || documents.count < 2 else { throw .several(count: documents.count) }
    let wanted = number ?? 1
    guard documents.indices.contains(wanted - 1) else {
      throw .absent(number: wanted, count: documents.count)
    }
    var document = Document(options: options)
    do {
      try documents[wanted - 1].parse(into: &document)
    } catch {
      throw malformed(error.code.rawValue, "\(error)", at: 0..<1)
    }
    return SchemaSource(uri: "", name: name, document: document, originalText: bytes)
  }
}

extension InstanceFile {
  /// - Parameter start: Byte offset of what was parsed.
  private func malformed(
    _ error: SyntaxError, in parsed: [UInt8], from start: Int = 0
  ) -> InstanceFault {
    let place = { (offset: Int) -> String in
      let place = SchemaPlace(start + offset..<start + offset, in: bytes, of: name).position
      return "line \(place.line), column \(place.column)"
    }
    let (text, help) = error.explained(in: parsed, place: place, key: parsed.keyName)
    let range = error.byteRange(in: parsed)
    return malformed(
      error.code.rawValue, message(text, help: help),
      at: range.lowerBound + start..<range.upperBound + start)
  }

  private func message(_ text: String, help: String) -> String {
    help.isEmpty ? text : "\(text); \(help)"
  }

  /// A text that ends too early is wrong behind its last visible byte, not on an empty line after it.
  private func malformed(
    _ code: String, _ message: String, at range: Range<Int>
  ) -> InstanceFault {
    let visible = bytes.lastIndex { !$0.isBlank && $0 != UInt8(ascii: "\n") }.map { $0 + 1 } ?? 0
    let start = min(range.lowerBound, visible)
    return .malformed(
      code: code, message: message,
      place: SchemaPlace(start..<max(range.upperBound, start + 1), in: bytes, of: name))
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool {
    [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(self)
  }
}
