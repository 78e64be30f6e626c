import WeirJSON

/// What a `discriminator` beside a union says: the member whose value names the branch.
///
/// It judges nothing; where the union fails it says which branch was meant. Heeded whatever the
/// dialect: many schemas outside OpenAPI have it too. OpenAPI 3.1.1 §4.8.25.
struct DeclaredDiscriminator {
  /// Of the member.
  let name: [UInt8]

  /// The values that name branches: those of `mapping` in its order, then the names of the
  /// definitions that it does not mention.
  private(set) var values: [[UInt8]] = []

  private var branchesByValue: [[UInt8]: [Int]] = [:]

  fileprivate init(name: [UInt8]) { self.name = name }

  /// Indices of the branches that a value means; empty for an unknown one.
  func branches(for value: [UInt8]) -> [Int] { branchesByValue[value] ?? [] }

  fileprivate mutating func add(_ value: [UInt8], meaning branches: [Int]) {
    guard branchesByValue[value] == nil, !branches.isEmpty else { return }
    branchesByValue[value] = branches
    values.append(value)
  }

  /// The name of a definition means it too, but is worth telling only where no mapping has another.
  fileprivate mutating func addNames(of references: [BranchReference?]) {
    let mapped = Set(branchesByValue.values.flatMap(\.self))
    for (branch, reference) in references.enumerated() {
      guard let name = reference?.name, branchesByValue[name] == nil else { continue }
      branchesByValue[name] = references.indices.filter { references[$0]?.name == name }
      if !mapped.contains(branch) { values.append(name) }
    }
  }
}

extension Program {
  /// Of the union whose keyword stands at `site`; nil if it has none, or one that names no branch.
  func declaredDiscriminator(at site: Int, of targets: Range<Int>) -> DeclaredDiscriminator? {
    let key = sites[site]
    let tape = self.tape(of: Int(key.source))
    guard let object = tape.member("discriminator", of: Int(key.schema)),
      let name = tape.member("propertyName", of: object), tape.kind(of: name) == .string
    else { return nil }
    let base = baseURI(of: SchemaNode(source: Int(key.source), node: Int(key.schema)))
    let references = targets.map { reference(ofBranch: $0) }
    var discriminator = DeclaredDiscriminator(name: tape.bytes(at: name))
    if let mapping = tape.member("mapping", of: object) {
      for value in tape.members(of: mapping) where tape.kind(of: value + 1) == .string {
        let meant = tape.string(at: value + 1)
        let branches = references.indices.filter {
          references[$0]?.isMeant(by: meant, base) ?? false
        }
        discriminator.add(tape.bytes(at: value), meaning: branches)
      }
    }
    discriminator.addNames(of: references)
    return discriminator.values.isEmpty ? nil : discriminator
  }

  /// Nil for a branch that is no reference.
  private func reference(ofBranch target: Int) -> BranchReference? {
    let schema = schemas[Int(targets.cells[target].schema)]
    let tape = self.tape(of: schema.source)
    guard let reference = tape.member("$ref", of: schema.node), tape.kind(of: reference) == .string
    else { return nil }
    return BranchReference(tape.bytes(at: reference), baseURI(of: schema))
  }

  private func baseURI(of schema: SchemaNode) -> URIReference {
    let entry = Int(resourceOfNode[schema.source][schema.node])
    return entry > 0 ? resources[entry - 1].uri : URIReference("")
  }
}

/// Where a branch that is a reference leads.
private struct BranchReference {
  let uri: [UInt8]

  /// `Order` of `common.json#/$defs/Order`.
  let name: [UInt8]

  init(_ reference: [UInt8], _ base: URIReference) {
    uri = URIReference(reference).resolved(against: base).bytes
    let end = reference.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "#") }.last
    name = end.map(Array.init) ?? reference
  }

  /// By the value of a mapping: the name of a definition, or a reference to it.
  func isMeant(by value: String, _ base: URIReference) -> Bool {
    let bytes = Array(value.utf8)
    return bytes == name || URIReference(bytes).resolved(against: base).bytes == uri
  }
}
