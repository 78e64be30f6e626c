import Glibc
import WeirJSON

/// Restores the payloads of quarantined records and proves that they are whole. One worker's, with
/// storage that it reuses.
///
/// Part of the unsafe fence: it lends its buffer to `read`.
struct PayloadReader: ~Copyable {
  private let options: ReplayOptions
  private let system: any SystemCalls
  private var scratch = CellBuffer<UInt8>(capacity: 4096)
  private var bytes: [UInt8] = []

  init(_ options: ReplayOptions, system: any SystemCalls) {
    self.options = options
    self.system = system
  }

  /// The payload's bytes, which `Document.padding` readable ones follow. Valid until the next use of
  /// this reader, and no longer than the record's line.
  ///
  /// - Parameter quarantine: The file that holds the record; payloads by reference lie beside it.
  mutating func payload(
    of entry: QuarantineEntry, on tape: Tape, quarantine: InputName
  ) throws(ReplayFault) -> ByteSlice {
    let payload = entry.payload
    if payload.isRedacted {
      throw ReplayFault(.redacted, "values were taken out of the payload; it cannot be restored")
    }
    if payload.stored == .truncated {
      throw ReplayFault(.truncated, "only the beginning of the payload was kept")
    }
    guard payload.byteCount <= options.maxPayloadBytes else {
      throw ReplayFault(
        .tooLong,
        "the payload has \(payload.byteCount) bytes; at most \(options.maxPayloadBytes) are allowed "
          + "(--max-record-bytes)")
    }
    let restored = try restore(entry, on: tape, quarantine: quarantine)
    guard restored.count == payload.byteCount,
      SHA256.hexadecimal(of: restored) == payload.sha256
    else {
      throw ReplayFault(.checksum, "the payload is not the one that was quarantined (sha256)")
    }
    return restored
  }

  private mutating func restore(
    _ entry: QuarantineEntry, on tape: Tape, quarantine: InputName
  ) throws(ReplayFault) -> ByteSlice {
    if entry.payload.stored == .ref {
      try readReference(entry, quarantine: quarantine)
    } else if let content = entry.payload.content {
      let text = tape.content(of: tape[content], scratch: &scratch)
      if !entry.payload.isBase64 { return text }
      guard decodeBase64(text, into: &bytes) else {
        throw ReplayFault(.malformed, "the payload is no base64", at: content)
      }
    }
    let count = bytes.count
    bytes.withByteSlice { scratch.assign($0, padding: Document.padding) }
    return scratch.cells.slice(count: count)
  }

  /// Reads a payload that is kept outside its record: in a folder, named by the record; or still in
  /// the input that it came from.
  private mutating func readReference(
    _ entry: QuarantineEntry, quarantine: InputName
  ) throws(ReplayFault) {
    var places = entry.payload.ref.map { [(path: $0, offset: 0)] } ?? []
    let name = entry.id
    // An id is hexadecimal; one that is not must not lead out of the folder.
    if !name.isEmpty, name.utf8.allSatisfy(\.isHexadecimal) {
      let own = quarantine.isStandardInput ? [] : [quarantine.path + ".d"]
      places += (own + options.payloadFolders).map { (path: $0 + "/" + name, offset: 0) }
    }
    if let origin = entry.originFile { places.append(origin) }
    var unreadable: ReplayFault?
    for place in places {
      do throws(SystemError) {
        if try read(place.path, at: place.offset, count: entry.payload.byteCount) { return }
      } catch {
        if ![ENOENT, ENOTDIR].contains(error.number) {
          unreadable = unreadable ?? ReplayFault(unreadable: place.path, error)
        }
      }
    }
    if let unreadable { throw unreadable }
    throw ReplayFault(
      .payloadMissing,
      "the payload is kept outside the record and was found nowhere: "
        + (places.isEmpty ? "nothing says where" : places.map(\.path).joined(separator: ", ")))
  }

  /// Reads so many bytes; false where the file has fewer.
  private mutating func read(
    _ path: String, at offset: Int, count: Int
  ) throws(SystemError) -> Bool {
    let file = try retryingInterrupted { () throws(SystemError) in
      try system.open(path, flags: O_RDONLY, mode: 0)
    }
    defer { system.close(file) }
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: repeatElement(0, count: count))
    var taken = 0
    while taken < count {
      let part = try retryingInterrupted { () throws(SystemError) in
        try unsafe bytes.withUnsafeMutableBufferPointer { buffer throws(SystemError) in
          try unsafe system.read(
            file, at: offset + taken,
            into: UnsafeMutableRawBufferPointer(
              rebasing: UnsafeMutableRawBufferPointer(buffer)[taken...]))
        }
      }
      guard part > 0 else { return false }
      taken += part
    }
    return true
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
  }
}

/// Decodes base64 with padding (RFC 4648 section 4), strictly: false for anything else.
func decodeBase64(_ text: ByteSlice, into bytes: inout [UInt8]) -> Bool {
  bytes.removeAll(keepingCapacity: true)
  guard text.count % 4 == 0 else { return false }
  bytes.reserveCapacity(text.count / 4 * 3 + Document.padding)
  var index = 0
  while index < text.count {
    let isLast = index + 4 == text.count
    var group: UInt32 = 0
    var padding = 0
    for place in 0..<4 {
      let byte = text[index + place]
      if byte == UInt8(ascii: "="), isLast, place >= 2 {
        padding += 1
        group <<= 6
      } else {
        guard padding == 0, let digit = base64Digit(byte) else { return false }
        group = group << 6 | digit
      }
    }
    let kept = 3 - padding
    // Bits that no byte has must be zero, or two texts would mean the same.
    if group & (1 << UInt32(padding * 8) - 1) != 0 { return false }
    for place in 0..<kept {
      bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * place)))
    }
    index += 4
  }
  return true
}

private func base64Digit(_ byte: UInt8) -> UInt32? {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
  case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
  case UInt8(ascii: "+"): 62
  case UInt8(ascii: "/"): 63
  default: nil
  }
}
