import Foundation
import WeirJSON
import WeirLoad
import WeirSchema

/// What a schema registry said at one time: all its schemas, together.
struct RegistrySnapshot: Sendable {
  /// A schema as it was fetched.
  struct Item: Sendable, Equatable {
    let id: String
    let url: String
    let version: String?

    /// nil where neither server nor URL tells.
    let format: DocumentFormat?
    let text: [UInt8]
  }

  let items: [Item]

  /// The same, parsed.
  let entries: [SchemaEntry]

  init(_ items: [Item]) throws(RegistryFault) {
    var entries: [SchemaEntry] = []
    for item in items {
      do throws(LoadError) {
        let (source, warnings) = try schemaSource(
          item.text, uri: item.url, name: item.url, format: item.format)
        entries.append(
          SchemaEntry(
            name: item.id, origin: item.url, version: item.version, source: source,
            warnings: warnings))
      } catch {
        throw .schema(id: item.id, "\(error)")
      }
    }
    self.items = items
    self.entries = entries
  }

  /// Fetches index and schemas, all or nothing. Blocks.
  static func fetch(
    _ registry: RegistryConfiguration, by reader: RemoteReader
  ) throws(RegistryFault) -> RegistrySnapshot {
    let text: RemoteReader.Text
    do throws(RemoteFault) {
      text = try reader.read(registry.url)
    } catch {
      throw RegistryFault(error, at: registry.url)
    }
    let index = try RegistryIndex(text.bytes, from: text.finalURI)
    var items: [Item] = []
    for item in index.items { items.append(try fetch(item, by: reader)) }
    reader.forgetAll(but: Set(index.items.map(\.url) + [registry.url]))
    return try RegistrySnapshot(items)
  }

  private static func fetch(
    _ item: RegistryIndex.Item, by reader: RemoteReader
  ) throws(RegistryFault) -> Item {
    let text: RemoteReader.Text
    do throws(RemoteFault) {
      text = try reader.read(item.url)
    } catch {
      throw RegistryFault(error, at: item.url)
    }
    if let expected = item.sha256 {
      let found = SHA256.hexadecimal(of: text.bytes)
      guard found == expected else {
        throw .schema(id: item.id, "its SHA-256 is \(found), not the index's \(expected)")
      }
    }
    return Item(
      id: item.id, url: item.url, version: item.version, format: text.format, text: text.bytes)
  }
}

extension RegistrySnapshot {
  /// The file in the cache's folder, which is replaced as a whole.
  private static func path(in folder: String) -> String { folder + "/registry.json" }

  /// Keeps it for the next start.
  func store(in folder: String) throws {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("schemas")
    writer.beginArray()
    for item in items {
      writer.beginObject()
      writer.member("id", item.id)
      writer.member("url", item.url)
      if let version = item.version { writer.member("version", version) }
      if let format = item.format { writer.member("format", format.rawValue) }
      writer.member("sha256", SHA256.hexadecimal(of: item.text))
      writer.key("text")
      writer.string(utf8: item.text)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(writer.bytes).write(
      to: URL(fileURLWithPath: RegistrySnapshot.path(in: folder)), options: .atomic)
  }

  /// What was kept last; nil where there is nothing, or nothing whole.
  static func lastGood(in folder: String) -> RegistrySnapshot? {
    var document = Document()
    guard let bytes = try? readFile(path(in: folder), limit: FileLimit.schema),
      (try? document.parse(bytes)) != nil
    else { return nil }
    let tape = document.tape
    guard let list = tape.member("schemas", of: 0) else { return nil }
    let items = tape.elements(of: list).map { Item($0, in: tape) }
    let whole = items.compactMap(\.self)
    return whole.count == items.count ? try? RegistrySnapshot(whole) : nil
  }
}

extension RegistrySnapshot.Item {
  /// Nil where the text is not the one that was kept.
  fileprivate init?(_ node: Int, in tape: Tape) {
    func member(_ name: StaticString) -> String? {
      tape.member(name, of: node).map { tape.string(at: $0) }
    }
    guard let id = member("id"), let url = member("url"), let sha256 = member("sha256"),
      let text = tape.member("text", of: node).map({ tape.bytes(at: $0) }),
      SHA256.hexadecimal(of: text) == sha256
    else { return nil }
    self.init(
      id: id, url: url, version: member("version"),
      format: member("format").flatMap { DocumentFormat(rawValue: $0) }, text: text)
  }
}
