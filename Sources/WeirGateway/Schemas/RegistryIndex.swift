import WeirJSON
import WeirLoad
import WeirSchema

/// Which schemas a registry has: `schemas/registry-index.schema.json`.
struct RegistryIndex: Equatable {
  struct Item: Equatable {
    let id: String

    /// Absolute.
    let url: String
    let version: String?

    /// Of the schema's bytes; nil where the index does not tell.
    let sha256: String?
  }

  let items: [Item]

  /// - Parameters:
  ///   - bytes: JSON.
  ///   - uri: Where the index came from.
  init(_ bytes: [UInt8], from uri: String) throws(RegistryFault) {
    if let fault = RegistryIndex.fault(of: bytes) { throw .index("\(uri):\(fault)") }
    var document = Document()
    do throws(SyntaxError) {
      try document.parse(bytes)
    } catch {
      throw .index("\(uri): \(error)")
    }
    items = RegistryIndex.items(of: document.tape, from: uri)
    let ids = Dictionary(grouping: items, by: \.id)
    if let twice = items.first(where: { (ids[$0.id]?.count ?? 0) > 1 }) {
      throw .index("\(uri): the schema \"\(twice.id)\" stands there twice")
    }
  }

  /// What is wrong with the index by its schema, with line and column.
  private static func fault(of bytes: [UInt8]) -> String? {
    do throws(SchemaError) {
      let schema = try Schema(json: Array(schemaText.utf8))
      return schema.report(on: bytes, limit: 1).errors.first.map { error in
        "\(error.position.line):\(error.position.column): \(error.message)"
      }
    } catch {
      return " \(error)"
    }
  }

  private static func items(of tape: Tape, from uri: String) -> [Item] {
    guard let list = tape.member("schemas", of: 0) else { return [] }
    return tape.elements(of: list).map { item in
      func text(_ name: StaticString) -> String? {
        tape.member(name, of: item).map { tape.string(at: $0) }
      }
      let url = URIReference(text("url") ?? "").resolved(against: URIReference(uri))
      return Item(
        id: text("id") ?? "", url: url.description,
        version: text("version"), sha256: text("sha256"))
    }
  }
}

/// Why a registry's schemas are not to be had.
enum RegistryFault: Error, Equatable {
  /// It does not answer, or with something else.
  case unreachable(String)
  case index(String)
  case schema(id: String, String)
}

extension RegistryFault {
  init(_ fault: RemoteFault, at url: String) {
    if case .refusedAddress(let address, let host) = fault {
      self = .unreachable(
        "\(url): \(host) is at \(address), which is not a public address; allow it by name if it is"
          + " meant (schemas.registry.allow_hosts)")
    } else {
      self = .unreachable("\(url): \(fault)")
    }
  }
}

extension RegistryFault: CustomStringConvertible {
  var description: String {
    switch self {
    case .unreachable(let message): "the schema registry cannot be asked: \(message)"
    case .index(let message): "the schema registry's index is wrong: \(message)"
    case .schema(let id, let message): "the schema registry's \"\(id)\": \(message)"
    }
  }
}
