import WeirJSON

// Every schema must be valid by its metaschema before it judges anything.

extension Compiler {
  /// Checks what has been walked since the last time.
  mutating func checkMetaschemas() throws(SchemaError) {
    guard options.checksMetaschema else { return }
    while checkedRoots < parts.resources.roots.count {
      let (place, resource) = parts.resources.roots[checkedRoots]
      checkedRoots += 1
      let source = parts.resources.sources[place.source]
      // What is built in has been checked by the tests.
      if Metaschemas.text(for: source.uri) != nil { continue }
      let rules = parts.resources.resources[resource].rules
      try check(place, by: metaschemaProgram(rules))
    }
  }

  private mutating func check(_ place: SchemaNode, by metaschema: Program) throws(SchemaError) {
    let source = parts.resources.sources[place.source]
    var evaluator = Evaluator(
      metaschema, limits: options.limits, observer: VerdictOnly(), tape: source.tape)
    if evaluator.evaluate(source.tape, at: place.node) { return }
    var collecting = Evaluator(
      metaschema, limits: options.limits, observer: Collector(limit: 10), tape: source.tape)
    _ = collecting.evaluate(source.tape, at: place.node)
    let steps = collecting.observer.steps
    let facts = SchemaFacts(metaschema)
    let errors = collecting.observer.entries.prefix(10).map { entry in
      let leaf = entry.deepestLeaf
      let keyword =
        leaf.fault.site.map { facts.keyword(at: $0) }
        ?? facts.falseSchema(leaf.step < 0 ? 0 : Int(steps[leaf.step].schema))
      return parts.resources.error(
        .metaschema,
        FaultText(fault: leaf.fault, instance: source.tape, keyword: keyword).parts.line,
        at: SchemaNode(source: place.source, node: leaf.fault.node))
    }
    if let first = errors.first { throw first.gathering(errors.dropFirst()) }
    throw parts.resources.error(.metaschema, "this is no valid schema", at: place)
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

extension Collector.Entry {
  /// The fault furthest inside the instance among the entry and its causes.
  fileprivate var deepestLeaf: Collector.Entry {
    causes.map(\.deepestLeaf).max { $0.fault.node < $1.fault.node } ?? self
  }
}
