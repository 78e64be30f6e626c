package import WeirJSON
package import WeirLoad
package import WeirYAML

/// A sample that could not be read, or a file of samples.
package struct SampleFault: Sendable {
  package enum Reason: Sendable {
    case json(SyntaxError)
    case yaml(YAMLError)
  }

  /// The path as it was given.
  package let path: String

  /// The line's text, or the whole of a document; of what is too long the beginning.
  package let text: [UInt8]

  /// The line of the file on which `text` begins, from 1, and its offset in bytes.
  package let firstLine: Int
  package let firstByteOffset: Int
  package let reason: Reason
}

/// How samples are read.
package struct SampleOptions: Sendable {
  /// What the files hold; nil to go by their names. What those do not tell is NDJSON.
  package var format: DocumentFormat?

  /// Whether each element of an array is a sample, instead of the array.
  package var takesElements = false

  /// Bytes of a line of NDJSON, or of a document, at most.
  package var maxSampleBytes = 16 << 20
  package var document = DocumentOptions()

  package init() {}
}

/// Where a sample stands.
package struct SamplePlace: Hashable, Sendable {
  /// The path as it was given.
  package let path: String

  /// The line of the file on which it begins, from 1, and its offset in bytes; of YAML, those of the
  /// text.
  package let line: Int
  package let byteOffset: Int

  /// From 1, where the file holds several documents that are not lines, or elements that are samples.
  package var number: Int?
}

/// Whoever takes samples one by one.
package protocol SampleTaker: ~Copyable {
  /// Takes the value at `index`, which is lent for the call.
  mutating func take(_ tape: Tape, _ index: Int, at place: SamplePlace)
}

/// Reads files of samples. A fault of one sample never stops the others.
package struct SampleReader<Taker: SampleTaker & ~Copyable>: ~Copyable {
  package var taker: Taker
  package private(set) var faultCount = 0
  private let options: SampleOptions
  private let report: (SampleFault) -> Void
  private var lineParser: LineParser
  private var document: Document

  /// - Parameter report: Told of each fault as it is met.
  package init(
    into taker: consuming Taker, _ options: SampleOptions,
    report: @escaping (SampleFault) -> Void
  ) {
    self.taker = taker
    self.options = options
    self.report = report
    lineParser = LineParser(options: options.document)
    document = Document(options: options.document)
  }

  /// Reads all samples of a file; `-` is standard input.
  ///
  /// - Parameter name: What the file is called: for its format, and in what is told of it.
  package mutating func read(_ path: String, named name: String? = nil) throws(FileError) {
    let name = name ?? path
    switch options.format ?? DocumentFormat(fileName: name) ?? .ndjson {
    case .ndjson:
      try readLines(try SampleLines(path, maxLineBytes: options.maxSampleBytes), name)
    case .json: readJSON(name, try readFile(path, limit: options.maxSampleBytes))
    case .jsonc:
      readJSON(name, try readFile(path, limit: options.maxSampleBytes), hasComments: true)
    case .yaml: readYAML(name, try readFile(path, limit: options.maxSampleBytes))
    }
  }

  private mutating func readLines(
    _ lines: consuming SampleLines, _ path: String
  ) throws(FileError) {
    var goesOn = true
    while goesOn {
      goesOn = try lines.next { piece, place in
        switch piece {
        case .lines(let block): take(block, place, path)
        case .tooLong(let beginning):
          reject(
            .json(SyntaxError(.size, at: 0)), Array(beginning.copied().prefix(1_000)), place, path)
        }
      }
    }
  }

  /// Takes the lines of a block that are not blank.
  private mutating func take(_ block: ByteSlice, _ place: SampleLines.Place, _ path: String) {
    lineParser.expect(block)
    var place = place
    let origin = place.byteOffset
    var start = 0
    while start < block.count {
      var end = start
      while end < block.count, block[end] != UInt8(ascii: "\n") { end += 1 }
      let line = block[start..<end]
      if !line.isBlank {
        place.byteOffset = origin + start
        take(line: line, place, path)
      }
      place.line += 1
      start = end + 1
    }
  }

  private mutating func take(line: ByteSlice, _ place: SampleLines.Place, _ path: String) {
    if lineParser.parse(line) { return take(lineParser.tape, place, path) }
    let bytes = line.copied()
    do throws(SyntaxError) {
      try document.parse(bytes)
    } catch {
      return reject(.json(error), bytes, place, path)
    }
    take(document.tape, place, path)
  }

  private mutating func readJSON(_ path: String, _ bytes: [UInt8], hasComments: Bool = false) {
    do throws(SyntaxError) {
      try document.parse(hasComments ? CommentedJSON.blanked(bytes) : bytes)
    } catch {
      return reject(.json(error), bytes, SampleLines.Place(), path)
    }
    take(document.tape, SampleLines.Place(), path)
  }

  private mutating func readYAML(_ path: String, _ bytes: [UInt8]) {
    var yamlOptions = YAMLOptions()
    yamlOptions.document = options.document
    let documents: [YAMLDocument]
    do throws(YAMLError) {
      documents = try YAMLDocument.documents(in: bytes, options: yamlOptions)
    } catch {
      return reject(.yaml(error), bytes, SampleLines.Place(), path)
    }
    for (index, source) in documents.enumerated() {
      do throws(SyntaxError) {
        try source.parse(into: &document)
      } catch {
        reject(.json(error), bytes, SampleLines.Place(), path)
        continue
      }
      take(document.tape, SampleLines.Place(), path, number: index + 1)
    }
  }

  private mutating func take(
    _ tape: Tape, _ place: SampleLines.Place, _ path: String, number: Int? = nil
  ) {
    var place = SamplePlace(
      path: path, line: place.line, byteOffset: place.byteOffset, number: number)
    guard options.takesElements, tape.kind(of: 0) == .array else {
      return taker.take(tape, 0, at: place)
    }
    for (index, element) in tape.elements(of: 0).enumerated() {
      place.number = index + 1
      taker.take(tape, element, at: place)
    }
  }

  private mutating func reject(
    _ reason: SampleFault.Reason, _ text: [UInt8], _ place: SampleLines.Place, _ path: String
  ) {
    faultCount += 1
    report(
      SampleFault(
        path: path, text: text, firstLine: place.line, firstByteOffset: place.byteOffset,
        reason: reason))
  }
}

extension ByteSlice {
  /// Whether nothing but blanks, tabs and carriage returns is in it.
  fileprivate var isBlank: Bool {
    var index = 0
    while index < count {
      let byte = self[index]
      guard byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
      else { return false }
      index += 1
    }
    return true
  }
}
