import WeirJSON

/// The schema under the compiler's hands: where it is, which keywords it has, what came of them.
/// One for all schemas, so that its storage is reused.
struct SchemaContext {
  private(set) var place = SchemaNode(source: 0, node: 0)
  private(set) var resource = 0
  private(set) var rules = SchemaRules(.draft2020_12)
  private var tape: Tape?

  /// Tape nodes of the keys, by keyword; 0 where a keyword is absent.
  private var keys = [UInt32](repeating: 0, count: Keyword.allCases.count)

  var code: [Instruction] = []
  /// Schemas that apply to the same instance unconditionally.
  var inPlace: [Int] = []

  /// Begins with the schema object at `place`.
  mutating func start(_ place: SchemaNode, _ tape: Tape, resource: Int, _ rules: SchemaRules) {
    self.place = place
    self.tape = tape
    self.resource = resource
    self.rules = rules
    code.removeAll(keepingCapacity: true)
    inPlace.removeAll(keepingCapacity: true)
    for index in keys.indices { keys[index] = 0 }
    for key in tape.members(of: place.node) {
      if let row = KeywordTable.shared.row(for: key, in: tape, rules) {
        keys[Int(row.keyword.rawValue)] = UInt32(key)
      }
    }
  }

  func has(_ keyword: Keyword) -> Bool { keys[Int(keyword.rawValue)] != 0 }

  /// Node of the keyword's value.
  func value(_ keyword: Keyword) -> Int? {
    let key = keys[Int(keyword.rawValue)]
    return key == 0 ? nil : Int(key) + 1
  }

  /// The value of a keyword, if its kind is among `kinds`. The metaschema has seen to the kinds;
  /// a custom one may be careless, and then the keyword has no effect.
  func value(_ keyword: Keyword, _ kinds: KindSet) -> Int? {
    guard let node = value(keyword), let tape, kinds.contains(kind: tape.kind(of: node)) else {
      return nil
    }
    return node
  }

  func key(_ keyword: Keyword) -> UInt32 { keys[Int(keyword.rawValue)] }

  func at(_ node: Int) -> SchemaNode { SchemaNode(source: place.source, node: node) }
}

extension Compiler {
  var tape: Tape { parts.resources.tape(current.place) }

  /// Appends an instruction that stands for `keyword`.
  mutating func emit(
    _ opcode: Opcode, for keyword: Keyword, on kinds: KindSet = .all, flag: UInt16 = 0,
    a: UInt32 = 0, b: UInt32 = 0
  ) {
    current.code.append(
      Instruction(
        opcode: opcode, kinds: kinds, flag: flag, a: a, b: b, keyword: addSite(of: keyword)))
  }

  /// Notes where the keyword stands; returns the index for the cold half of an instruction.
  mutating func addSite(of keyword: Keyword) -> UInt32 {
    parts.sites.append(
      KeywordSite(
        source: UInt32(current.place.source), schema: UInt32(current.place.node),
        key: current.key(keyword)))
    return UInt32(parts.sites.count - 1)
  }

  /// A length or count: a non-negative integer, clamped to what an instance can reach.
  func count(of keyword: Keyword) -> UInt32? {
    guard let node = current.value(keyword, .number) else { return nil }
    let token = tape.rawContent(of: node)
    guard isIntegral(token) else { return nil }
    guard let value = int64Value(of: token) else { return UInt32.max }
    return UInt32(clamping: value)
  }
}
