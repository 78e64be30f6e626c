import WeirJSON

/// What reports say of one keyword of the schema, whatever the instance: its name, where it stands,
/// and texts made of its value.
final class KeywordFacts {
  /// Empty for a schema that is `false`.
  let keyword: String

  /// Stable code of its errors: `schema.min_length`.
  let code: String

  /// What it adds to an evaluation path.
  let pathToken: [UInt8]

  /// The schema's text as a tape, the schema object in it, and the keyword's value.
  let tape: Tape
  let schema: Int
  let value: Int

  private let program: Program
  private let key: SchemaNode
  private let schemaNode: SchemaNode

  fileprivate init(_ program: Program, key: SchemaNode, of schema: SchemaNode, isKeyword: Bool) {
    tape = program.tape(of: key.source)
    keyword = isKeyword ? tape.string(at: key.node) : ""
    code = "schema." + (isKeyword ? snakeCased(keyword) : "false")
    var token: [UInt8] = []
    if isKeyword {
      token.append(UInt8(ascii: "/"))
      JSONPointer.appendEscaped(keyword.utf8, to: &token)
    }
    pathToken = token
    value = isKeyword ? key.node + 1 : key.node
    self.schema = schema.node
    self.program = program
    self.key = key
    schemaNode = schema
  }

  /// What people call a branch of a union.
  func branchName(ofTarget index: Int) -> String? { program.branchName(ofTarget: index) }

  // MARK: Made when first asked for

  /// Absolute URI with a JSON Pointer fragment.
  private(set) lazy var location = program.location(of: key, inSchema: schemaNode)

  /// Where its value stands in the schema's text.
  private(set) lazy var place = program.sources[key.source].place(of: value)

  /// What the schema's author wants said.
  private(set) lazy var authorText = AuthorText(of: schema, in: tape)

  /// The value as written.
  private(set) lazy var wanted = tape.excerpt(value)

  private(set) lazy var pattern = cutInMiddle(tape.string(at: value), to: 120)

  /// Of `format`: what the name means; nil for one that only the library's user knows.
  private(set) lazy var format = Format.named(
    tape.string(at: value), dialect: program.rules(of: schemaNode).dialect)

  /// The format beside the keyword, with its name, if it is one of our own.
  private(set) lazy var formatBeside: (name: String, format: Format)? =
    tape.member("format", of: schema).flatMap { node in
      guard tape.kind(of: node) == .string else { return nil }
      let name = tape.string(at: node)
      return Format.named(name, dialect: program.rules(of: schemaNode).dialect).map { (name, $0) }
    }

  /// Of `type`; draft 3 has schemas among the names.
  private(set) lazy var types =
    (tape.kind(of: value) == .array ? Array(tape.elements(of: value)) : [value])
    .map { tape.kind(of: $0) == .string ? tape.string(at: $0) : Self.someSchema }

  /// The names alone.
  var typeNames: [String] { types.filter { $0 != Self.someSchema } }

  private static let someSchema = "what a schema allows"

  /// Of `enum` and `const`: the nodes of the values that are allowed.
  private(set) lazy var listed: [Int] =
    keyword == "enum" && tape.kind(of: value) == .array
    ? Array(tape.elements(of: value)) : [value]

  /// The same as text.
  private(set) lazy var allowed =
    listed.isEmpty
    ? "the schema allows no value at all"
    : "expected \(alternatives(listedTexts))"

  private(set) lazy var listedTexts = listed.map { tape.excerpt($0) }

  /// The strings among them.
  private(set) lazy var allowedStrings =
    listed
    .filter { tape.kind(of: $0) == .string }.map { tape.bytes(at: $0) }

  /// The names in `properties` of the same schema.
  private(set) lazy var knownNames: [[UInt8]] =
    tape.member("properties", of: schema)
    .map { known in tape.members(of: known).map { tape.bytes(at: $0) } } ?? []
}

/// The facts of a program's keywords, each made when it is first asked for. One worker's; bounded by
/// the size of the schema.
final class SchemaFacts {
  let program: Program

  /// Of the instances, where they are schemas and a metaschema that is built in judges them.
  let judgedRules: SchemaRules?
  private var keywords: [KeywordFacts?]
  private var falseSchemas: [Int: KeywordFacts] = [:]
  private var pointers: [[UInt8]?]
  private var outlines: [Int: SchemaOutline] = [:]
  private var unionOutlines: [Int: UnionOutline] = [:]

  /// Whether any keyword is about what others leave.
  private(set) lazy var hasUnevaluated = program.sites.indices.contains {
    Unevaluated(rawValue: program.keyword(at: $0)) != nil
  }

  init(_ program: Program) {
    self.program = program
    judgedRules = program.judgedRules
    keywords = Array(repeating: nil, count: program.sites.count)
    pointers = Array(repeating: nil, count: program.schemas.count)
  }

  func keyword(at site: Int) -> KeywordFacts {
    if let known = keywords[site] { return known }
    let place = program.sites[site]
    let facts = KeywordFacts(
      program, key: program.keywordNode(site),
      of: SchemaNode(source: Int(place.source), node: Int(place.schema)), isKeyword: true)
    keywords[site] = facts
    return facts
  }

  /// Of a schema that is `false`, by its index.
  func falseSchema(_ index: Int) -> KeywordFacts {
    if let known = falseSchemas[index] { return known }
    let node = program.schemas[index]
    let facts = KeywordFacts(program, key: node, of: node, isKeyword: false)
    falseSchemas[index] = facts
    return facts
  }

  /// Of a schema, by its index.
  func outline(ofSchema index: Int) -> SchemaOutline {
    if let known = outlines[index] { return known }
    let outline = SchemaOutline(
      program, schema: program.schemas[index], pointer: pointer(toSchema: index))
    outlines[index] = outline
    return outline
  }

  /// Of a union's branches, and of what tells them apart.
  func outline(of union: FailedUnion) -> UnionOutline {
    let targets = union.targets
    if let known = unionOutlines[targets.lowerBound] { return known }
    var reader = BranchOutlineReader(program)
    let outline = UnionOutline(
      targets.map { reader.outline(of: program.targets.cells[$0]) },
      union.entry.fault.site.flatMap { program.declaredDiscriminator(at: $0, of: targets) })
    unionOutlines[targets.lowerBound] = outline
    return outline
  }

  /// RFC 6901 pointer from the root of its source to a schema, by the schema's index.
  func pointer(toSchema index: Int) -> [UInt8] {
    if let known = pointers[index] { return known }
    let node = program.schemas[index]
    var cursor = PointerCursor(program.tape(of: node.source))
    let pointer = cursor.bytes(ofPointerTo: node.node)
    pointers[index] = pointer
    return pointer
  }
}

extension Program {
  /// The rules of the schemas that it judges, if it is the metaschema of a standard dialect.
  fileprivate var judgedRules: SchemaRules? {
    let root = schemas[Int(self.root.schema)]
    guard root.node == 0 else { return nil }
    return Dialect(rawValue: sources[root.source].uri).map { SchemaRules($0) }
  }

  func tape(of source: Int) -> Tape { sourceTapes.view[source] }

  /// Node of the keyword's key.
  func keywordNode(_ site: Int) -> SchemaNode {
    SchemaNode(source: Int(sites[site].source), node: Int(sites[site].key))
  }

  func keyword(at site: Int) -> String {
    tape(of: Int(sites[site].source)).string(at: Int(sites[site].key))
  }

  /// Absolute URI of a node in a schema: its resource's, with a pointer as the fragment.
  func location(of node: SchemaNode, inSchema schema: SchemaNode) -> String {
    let tape = self.tape(of: node.source)
    let entry = Int(resourceOfNode[schema.source][schema.node])
    guard entry > 0 else { return "#" + tape.pointer(to: node.node) }
    let resource = resources[entry - 1]
    let prefix = tape.pointer(to: resource.root.node).utf8.count
    return resource.uri.withFragment(tape.pointer(to: node.node).utf8.dropFirst(prefix)).text
  }
}

/// `minLength` as `min_length`, `$ref` as `ref`.
private func snakeCased(_ keyword: String) -> String {
  var result = ""
  for character in keyword.unicodeScalars where character != "$" {
    if ("A"..."Z").contains(character) {
      result += "_" + String(character).lowercased()
    } else {
      result.unicodeScalars.append(character)
    }
  }
  return result
}
