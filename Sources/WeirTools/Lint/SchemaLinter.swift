import WeirJSON
import WeirLoad
import WeirSchema

/// Looks at one schema document. Rules are grouped by what they look at, a file each; they report
/// only what can be told for certain from the document itself.
struct SchemaLinter {
  let source: SchemaSource
  let tape: Tape
  let inventory: SchemaInventory
  let schema: Schema

  /// Items by the node of their schema.
  let itemOfNode: [Int: Int]
  private(set) var findings: [LintFinding] = []

  /// The schemas that references of the document lead to.
  private var targetNodes: [Int] = []

  /// What has been reported, so that two ways to a place give one finding.
  private var reported: Set<Report> = []
  private struct Report: Hashable {
    let code: LintCode
    let node: Int
    let other: Int?
  }

  init(_ loaded: LoadedSchema) {
    schema = loaded.schema
    inventory = loaded.schema.inventory
    source = inventory.source
    tape = source.tape
    itemOfNode = Dictionary(
      inventory.items.enumerated().map { ($1.node, $0) }, uniquingKeysWith: { first, _ in first })
    targetNodes = items.indices.compactMap { target(of: $0) }.map { items[$0].node }
  }

  /// Everything there is to say, in the order of the text.
  static func findings(in loaded: LoadedSchema) -> [LintFinding] {
    var linter = SchemaLinter(loaded)
    for index in linter.inventory.items.indices {
      linter.checkKeywords(of: index)
      linter.checkBounds(of: index)
      linter.checkBranches(of: index)
      linter.checkObjects(of: index)
      linter.checkTexts(of: index)
    }
    linter.checkValues()
    linter.checkDocument(loaded)
    return linter.findings.sorted {
      ($0.place.byteRange.lowerBound, $0.code.rawValue)
        < ($1.place.byteRange.lowerBound, $1.code.rawValue)
    }
  }

  /// Notes a finding about the node at `node`; `other` is the node that it contradicts.
  mutating func report(
    _ code: LintCode, _ message: String, at node: Int, help: [String] = [], other: Int? = nil,
    fix: TextEdit? = nil
  ) {
    guard reported.insert(Report(code: code, node: node, other: other)).inserted else { return }
    findings.append(
      LintFinding(
        code: code, message: message, place: source.place(of: node),
        pointer: tape.pointer(to: node), help: help, other: other.map { source.place(of: $0) },
        fix: fix))
  }
}

extension SchemaLinter {
  /// What was noteworthy when the text was read.
  mutating func report(_ warning: LoadWarning, as code: LintCode) {
    findings.append(
      LintFinding(code: code, message: warning.message, place: warning.place, pointer: nil))
  }
}

// MARK: - Reading schemas

extension SchemaInventory.Item {
  /// The node of the value of a keyword that counts.
  func value(_ name: String) -> Int? {
    members.first { $0.name == name && $0.standing == .keyword }.map { $0.key + 1 }
  }

  func has(_ name: String) -> Bool { value(name) != nil }

  /// Whether it can reject nothing: `true`, or an object without keywords that may.
  func allowsEverything(in tape: Tape) -> Bool {
    switch tape.kind(of: node) {
    case .true: true
    case .object:
      members.allSatisfy { $0.standing == .keyword && !$0.mayReject && $0.name != "format" }
    default: false
    }
  }
}

extension SchemaLinter {
  var items: [SchemaInventory.Item] { inventory.items }

  /// The items directly under a keyword of an item, in the order of the text.
  func children(of index: Int, under keyword: String) -> [Int] {
    guard let value = items[index].value(keyword) else { return [] }
    let end = tape.next(after: value)
    var found: [Int] = []
    var next = index + 1
    // Items lie in the order of the text, those within one directly behind it.
    while next < items.count, items[next].node < end {
      if items[next].parent == index, items[next].node >= value { found.append(next) }
      next += 1
    }
    return found
  }

  /// The item that a reference of an item leads to, where that is in this document and said by a
  /// pointer.
  func target(of index: Int) -> Int? {
    guard let reference = items[index].value("$ref"), tape.kind(of: reference) == .string else {
      return nil
    }
    let text = tape.string(at: reference)
    guard text.hasPrefix("#"), let fragment = URIReference(text).decodedFragment,
      let pointer = try? JSONPointer(String(decoding: fragment, as: UTF8.self)),
      let node = tape.index(at: pointer, from: items[index].resource)
    else { return nil }
    return itemOfNode[node]
  }

  /// Whether references may lead into the value behind a key, so that it is not idle whatever the key
  /// means.
  func isReferredInto(_ key: Int) -> Bool {
    let range = key + 1..<tape.next(after: key + 1)
    return targetNodes.contains { range.contains($0) }
      || items.contains { item in
        range.contains(item.node) && item.members.contains { Self.names.contains($0.name) }
      }
  }

  /// By which references find a schema wherever it stands.
  private static let names: Set<String> = ["$id", "id", "$anchor", "$dynamicAnchor"]

  /// The schemas that a value must satisfy to satisfy this one: it, the branches of its `allOf`, what
  /// it refers to, and theirs.
  func conjuncts(of index: Int) -> [Int] {
    var found: [Int] = []
    var pending = [index]
    while let next = pending.popLast() {
      guard !found.contains(next) else { continue }
      found.append(next)
      if let target = target(of: next) { pending.append(target) }
      pending += children(of: next, under: "allOf").reversed()
    }
    return found
  }

  /// The kinds of values that `type` lets pass; nil where there is none, or one with schemas in it.
  func types(of item: SchemaInventory.Item) -> KindSet? {
    guard let value = item.value("type") else { return nil }
    let names = tape.kind(of: value) == .array ? Array(tape.elements(of: value)) : [value]
    var types: KindSet = []
    for name in names {
      guard tape.kind(of: name) == .string, let kinds = KindSet(typeName: tape.string(at: name))
      else { return nil }
      types.formUnion(kinds)
    }
    return types
  }
}

extension KindSet {
  /// Of a type's name.
  init?(typeName: String) {
    switch typeName {
    case "null": self = .null
    case "boolean": self = .boolean
    case "integer": self = .integer
    case "number": self = .number
    case "string": self = .string
    case "array": self = .array
    case "object": self = .object
    case "any": self = .all
    default: return nil
    }
  }

  /// For people.
  var words: String {
    let known: [(KindSet, String)] = [
      (.null, "null"), (.boolean, "booleans"), (.number, "numbers"), (.integer, "integers"),
      (.string, "strings"), (.array, "arrays"), (.object, "objects"),
    ]
    let names = known.filter { isSuperset(of: $0.0) }.map(\.1)
    return listed(names.contains("numbers") ? names.filter { $0 != "integers" } : names, "and")
  }
}
