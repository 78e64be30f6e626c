import WeirJSON

// Every schema must be valid by its metaschema before it judges anything.

extension Compiler {
  /// Checks what has been walked since the last time, as far as it takes part in the program.
  mutating func checkMetaschemas() throws(SchemaError) {
    var roots: [WalkedRoot] = []
    for root in parts.resources.roots[seenRoots...] {
      if isReached(source: root.place.source) {
        roots.append(root)
      } else {
        uncheckedRoots[root.place.source, default: []].append(root)
      }
    }
    seenRoots = parts.resources.roots.count
    for source in newlyReached { roots += uncheckedRoots.removeValue(forKey: source) ?? [] }
    newlyReached.removeAll()
    for root in roots where options.checksMetaschema {
      // What is built in has been checked by the tests.
      if Metaschemas.text(for: parts.resources.sources[root.place.source].uri) != nil { continue }
      let rules = parts.resources.resources[root.resource].rules
      try check(root.place, by: metaschemaProgram(rules), rules)
    }
  }

  private func check(
    _ place: SchemaNode, by metaschema: Program, _ rules: SchemaRules
  ) throws(SchemaError) {
    let tape = parts.resources.tape(place)
    let embedded = parts.resources.embeddedRoots(inside: place)
    guard !embedded.isEmpty else {
      let sourceMap = parts.resources.sources[place.source].sourceMap
      return try check(tape, at: place.node, by: metaschema, rules, sourceMap) { node in
        SchemaNode(source: place.source, node: node)
      }
    }
    try check(documentWithout(embedded, at: place), at: place, by: metaschema, rules)
  }

  private func check(
    _ masked: borrowing Document, at place: SchemaNode, by metaschema: Program,
    _ rules: SchemaRules
  ) throws(SchemaError) {
    let tape = parts.resources.tape(place)
    let maskedTape = masked.tape
    guard let node = maskedTape.node(startingAt: tape[place.node].offset) else { return }
    try check(maskedTape, at: node, by: metaschema, rules) { node in
      SchemaNode(
        source: place.source,
        node: tape.node(startingAt: maskedTape[node].offset) ?? place.node)
    }
  }

  /// Faults that are looked for, repetitions included: each costs a look through the text.
  private static let metaschemaFaultLimit = 200

  /// - Parameters:
  ///   - sourceMap: Of `tape`, if it has one.
  ///   - original: The place in the source of a node of `tape`.
  private func check(
    _ tape: Tape, at node: Int, by metaschema: Program, _ rules: SchemaRules,
    _ sourceMap: SourceMap? = nil,
    original: (Int) -> SchemaNode
  ) throws(SchemaError) {
    var evaluator = Evaluator(
      metaschema, limits: options.limits, observer: VerdictOnly(), tape: tape)
    if evaluator.evaluate(tape, at: node) { return }
    var collecting = Evaluator(
      metaschema, limits: options.limits, observer: Collector(limit: Self.metaschemaFaultLimit),
      tape: tape)
    _ = collecting.evaluate(tape, at: node)
    if let exceeded = evaluator.exceeded ?? collecting.exceeded {
      throw parts.resources.error(.limit, "\(exceeded)", at: original(node))
    }
    let faults = collecting.observer.innerFaults(
      metaschema, in: tape, sourceMap: sourceMap
    ).stablySorted { $0.node < $1.node }
    let errors = faults.map { fault in
      parts.resources.error(
        .metaschema, MetaschemaRemedy.headline(fault.statement, for: fault.node, in: tape),
        at: original(fault.node),
        help: MetaschemaRemedy(for: fault.node, in: tape, sourceMap, rules)?.text
          ?? fault.suggestion)
    }
    if let first = errors.first { throw first.gathering(errors.dropFirst()) }
    throw parts.resources.error(.metaschema, "this is no valid schema", at: original(node))
  }

  /// The document at `place` with the embedded schemas replaced by `{}` and blanks, so that every
  /// other value stays where it is: a metaschema judges its own dialect only.
  private func documentWithout(
    _ embedded: [SchemaNode], at place: SchemaNode
  ) throws(SchemaError) -> Document {
    let tape = parts.resources.tape(place)
    var text = tape.text.copied()
    for schema in embedded {
      let range = tape.byteRange(of: schema.node)
      text[range.lowerBound] = UInt8(ascii: "{")
      for index in range.dropFirst().dropLast() { text[index] = UInt8(ascii: " ") }
      text[range.upperBound - 1] = UInt8(ascii: "}")
    }
    var document = Document(
      options: DocumentOptions(maxDepth: .max, maxNumberLength: .max))
    do throws(SyntaxError) {
      try document.parse(text)
    } catch {
      throw parts.resources.error(.syntax, "\(error)", at: place)
    }
    return document
  }

  /// The compiled metaschema of some rules: shared for the standard ones, else compiled from the
  /// source that the registry gave.
  private mutating func metaschemaProgram(_ rules: SchemaRules) throws(SchemaError) -> Program {
    if Dialect(rawValue: rules.metaschema) != nil {
      switch StandardMetaschema.program(for: rules.dialect) {
      case .success(let program): return program
      case .failure(let error): throw error
      }
    }
    if let known = customMetaschemas[rules.metaschema] { return known }
    guard let resource = try parts.resources.resource(for: URIReference(rules.metaschema)) else {
      throw SchemaError(.unknownDialect, "the metaschema \(rules.metaschema) is not at hand")
    }
    let root = parts.resources.resources[resource].root
    let source = parts.resources.sources[root.source]
    var options = SchemaOptions(defaultDialect: rules.dialect)
    options.checksMetaschema = false
    var compiler = Compiler(registry: parts.resources.registry, options: options)
    let program = try compiler.compile(source, pointer: source.tape.pointer(to: root.node))
    customMetaschemas[rules.metaschema] = program
    return program
  }
}

/// The metaschemas of the standard dialects, each compiled when it is first asked for.
private enum StandardMetaschema {
  static func program(for dialect: Dialect) -> Result<Program, SchemaError> {
    switch dialect {
    case .draft3: draft3
    case .draft4: draft4
    case .draft6: draft6
    case .draft7: draft7
    case .draft2019_09: draft2019
    case .draft2020_12: draft2020
    case .v1: v1
    }
  }

  private static let draft3 = compiled(.draft3)
  private static let draft4 = compiled(.draft4)
  private static let draft6 = compiled(.draft6)
  private static let draft7 = compiled(.draft7)
  private static let draft2019 = compiled(.draft2019_09)
  private static let draft2020 = compiled(.draft2020_12)
  private static let v1 = compiled(.v1)

  private static func compiled(_ dialect: Dialect) -> Result<Program, SchemaError> {
    do throws(SchemaError) {
      return .success(try compile(dialect))
    } catch {
      return .failure(error)
    }
  }

  private static func compile(_ dialect: Dialect) throws(SchemaError) -> Program {
    guard let text = Metaschemas.text(for: dialect.rawValue) else {
      throw SchemaError(.unknownDialect, "\(dialect.rawValue) is not supported")
    }
    var options = SchemaOptions(defaultDialect: dialect)
    options.checksMetaschema = false
    var compiler = Compiler(registry: Registry(), options: options)
    let source = try SchemaSource(uri: dialect.rawValue, json: Array(text.utf8))
    return try compiler.compile(source, pointer: "")
  }
}

extension ResourceSet {
  /// The outermost schemas inside the one at `place` that another metaschema judges, in text order.
  fileprivate func embeddedRoots(inside place: SchemaNode) -> [SchemaNode] {
    guard let nodes = embeddedRoots[place.source] else { return [] }
    let tape = self.tape(place)
    var inside: [SchemaNode] = []
    var start = place.node + 1
    for node in nodes.sorted() where node >= start && node < tape.next(after: place.node) {
      inside.append(SchemaNode(source: place.source, node: node))
      start = tape.next(after: node)
    }
    return inside
  }
}

extension Tape {
  /// The first node whose text starts at `offset`.
  fileprivate func node(startingAt offset: UInt32) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].offset < offset { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].offset == offset ? low : nil
  }
}
