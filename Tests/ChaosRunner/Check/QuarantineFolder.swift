import Foundation
import WeirCompression
import WeirJSON

/// A gateway's quarantine files, as far as these runs need them.
struct QuarantineFolder {
  struct Record {
    var code: String
    var payload: [UInt8]
  }

  let path: String

  var records: [Record] {
    get throws {
      try DeliveredFiles.lines(in: path).map { line in
        var document = Document()
        try document.parse(line)
        var record = Record(code: "", payload: [])
        document.withRoot { root in
          root.withMember("data") { data in
            data.withMember("reason") { reason in
              record.code = reason.withMember("code") { $0.string ?? "" } ?? ""
            }
            data.withMember("payload") { payload in
              record.payload = payload.withMember("content") { Array(($0.string ?? "").utf8) } ?? []
            }
          }
        }
        return record
      }
    }
  }
}

/// Files with records a line each.
enum DeliveredFiles {
  /// Of all files of a folder, complete ones and the one that is being written.
  static func lines(in folder: String) throws -> [[UInt8]] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return try names.sorted().flatMap { name in
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
      let text = name.contains(".gz") ? try decompressed(bytes) : bytes
      return text.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }
  }

  private static func decompressed(_ bytes: [UInt8]) throws -> [UInt8] {
    var decompressor = try Decompressor(.gzip)
    var text: [UInt8] = []
    try decompressor.append(bytes, to: &text, limit: .max)
    try decompressor.end()
    return text
  }
}
