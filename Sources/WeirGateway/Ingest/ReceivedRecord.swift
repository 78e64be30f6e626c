import WeirJSON
import WeirStream

/// A record as it came in a body.
struct ReceivedRecord: Sendable, Equatable {
  /// All of it, or the beginning of one that is too long.
  var bytes: [UInt8]
  var byteCount: Int

  /// Of the whole record, where `bytes` is its beginning only.
  var sha256: String?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    byteCount = bytes.count
  }

  init(_ line: LineSplitter.Line) {
    bytes = line.bytes
    byteCount = line.byteCount
    sha256 = line.sha256
  }
}

extension ReceivedRecord {
  /// The records of a whole body.
  static func records(
    in body: [UInt8], _ form: BodyForm, maxRecordBytes: Int
  ) -> [ReceivedRecord] {
    guard form == .lines else { return records(inValue: body, maxRecordBytes: maxRecordBytes) }
    var splitter = LineSplitter(maxLineBytes: maxRecordBytes)
    return (splitter.add(body) + [splitter.finish()].compactMap { $0 }).map(ReceivedRecord.init)
  }

  /// The records of a JSON text: the elements of an array, or the one value that it is. What is no
  /// JSON is one record, which its judge will reject.
  ///
  /// Linear in the body.
  private static func records(inValue body: [UInt8], maxRecordBytes: Int) -> [ReceivedRecord] {
    guard body.first(where: { !$0.isBlank }) == UInt8(ascii: "[") else {
      return body.allSatisfy(\.isBlank) ? [] : [ReceivedRecord(whole: body, maxRecordBytes)]
    }
    var document = Document(options: DocumentOptions(maxDepth: .max, maxNumberLength: .max))
    guard (try? document.parse(body)) != nil else {
      return [ReceivedRecord(whole: body, maxRecordBytes)]
    }
    let tape = document.tape
    return tape.elements(of: 0).map { element in
      ReceivedRecord(whole: Array(body[tape.byteRange(of: element)]), maxRecordBytes)
    }
  }

  private init(whole bytes: [UInt8], _ maxRecordBytes: Int) {
    self.init(bytes)
    guard bytes.count > maxRecordBytes else { return }
    sha256 = SHA256.hexadecimal(of: bytes)
    self.bytes = Array(bytes.prefix(min(LineSplitter.keptBytes, maxRecordBytes)))
  }
}
