import WeirJSON

/// Turns schemas into a program, one schema at a time, as they are met.
///
/// Every schema that can be reached is compiled once; what is reached from it waits in a list, so
/// there is no recursion on the schema's depth and cycles of references need no care.
struct Compiler {
  var parts: ProgramParts
  let options: SchemaOptions

  /// The schema that is being compiled.
  var current = SchemaContext()

  /// Per source, per node: 1 + the index of the schema there.
  private var schemaAt: [[UInt32]] = []
  /// What is known of each schema; parallel to `parts.schemas`.
  private(set) var entries: [SchemaEntry] = []
  private var pending: [Int] = []

  /// Whether dynamic references depend on the resources on the way to them, so that these must be
  /// noted. Where each has one target only, they are ordinary references.
  private(set) var notesScope = false

  /// Dynamic references whose candidates are found last, when all resources are known.
  var dynamicAnchors: [(plan: Int, anchor: DynamicAnchor)] = []

  /// Faults that do not keep the rest from being looked at.
  var unresolved: [SchemaError] = []

  /// How many of the walked roots have been checked against their metaschemas.
  var checkedRoots = 0
  var customMetaschemas: [String: Program] = [:]

  init(registry: Registry, options: SchemaOptions) {
    parts = ProgramParts(
      resources: ResourceSet(registry: registry, defaultDialect: options.defaultDialect))
    self.options = options
  }

  /// Compiles the schema at `pointer` of `source`, and all that it reaches.
  mutating func compile(_ source: SchemaSource, pointer: String) throws(SchemaError) -> Program {
    let index = try parts.resources.add(source)
    let document = SchemaNode(source: index, node: 0)
    let resource = parts.resources.resource(of: document) ?? 0
    let fragment = URIReference("").withFragment(pointer.utf8)
    let root = try parts.resources.resolve(fragment, from: resource, at: document)
    notesScope = parts.resources.usesDynamicReferences
    try compileAll(from: root)
    if parts.resources.usesDynamicReferences, !notesScope {
      // A document that came in late looks at the way that led to it, which was not noted: again.
      notesScope = true
      try compileAgain(from: root)
    }
    if notesScope, dynamicReferencesAreStatic {
      notesScope = false
      try compileAgain(from: root)
    }
    if let first = unresolved.first { throw first.gathering(unresolved.dropFirst()) }
    try rejectInfiniteRecursion()
    link()
    addBranchTables()
    return Program(parts)
  }

  private mutating func compileAll(from root: SchemaNode) throws(SchemaError) {
    parts.root = try target(root)
    repeat {
      while let next = pending.popLast() { try compileSchema(next) }
      try checkMetaschemas()
    } while try addDynamicCandidates()
  }

  private mutating func compileAgain(from root: SchemaNode) throws(SchemaError) {
    parts = ProgramParts(resources: parts.resources)
    schemaAt.removeAll()
    entries.removeAll()
    dynamicAnchors.removeAll()
    unresolved.removeAll()
    try compileAll(from: root)
  }

  /// An operand for the schema at `place`; its addresses are filled in by `link`.
  mutating func target(_ place: SchemaNode) throws(SchemaError) -> Target {
    Target(schema: UInt32(try schemaIndex(place)))
  }

  /// Adds targets in a row; returns the index of the first.
  mutating func addTargets(_ places: [SchemaNode]) throws(SchemaError) -> UInt32 {
    var targets: [Target] = []
    for place in places { targets.append(try target(place)) }
    parts.targets.append(contentsOf: targets)
    return UInt32(parts.targets.count - targets.count)
  }

  mutating func addTarget(_ place: SchemaNode) throws(SchemaError) -> UInt32 {
    try addTargets([place])
  }

  private mutating func schemaIndex(_ place: SchemaNode) throws(SchemaError) -> Int {
    while schemaAt.count < parts.resources.sources.count {
      schemaAt.append(
        Array(repeating: 0, count: parts.resources.sources[schemaAt.count].tape.count))
    }
    let known = schemaAt[place.source][place.node]
    if known != 0 { return Int(known) - 1 }
    parts.schemas.append(place)
    entries.append(SchemaEntry())
    let index = parts.schemas.count - 1
    schemaAt[place.source][place.node] = UInt32(index + 1)
    pending.append(index)
    return index
  }

  private mutating func compileSchema(_ index: Int) throws(SchemaError) {
    let place = parts.schemas[index]
    let tape = parts.resources.tape(place)
    switch tape.kind(of: place.node) {
    case .true: return
    case .false:
      entries[index].isFalse = true
      entries[index].types = []
      return
    case .object: break
    default:
      throw parts.resources.error(
        .keyword, "a schema is an object, true or false, and this is neither", at: place)
    }
    let resource = parts.resources.resource(of: place) ?? 0
    current.start(place, tape, resource: resource, parts.resources.resources[resource].rules)
    if current.rules.dialect == .draft3 {
      throw parts.resources.error(
        .unknownDialect, "draft 3 is not supported yet; rewrite the schema for draft 4 or later",
        at: place)
    }
    try compileKeywords()
    finish(index)
  }

  /// Every group sees the keywords of one instance type; the order is that of evaluation: cheap and
  /// decisive first, `unevaluated…` last, since it sees what all others have evaluated.
  private mutating func compileKeywords() throws(SchemaError) {
    if current.rules.referenceHidesSiblings, current.has(.dollarRef) {
      try compileReferences()
      return
    }
    compileTypes()
    compileScope()
    try compileAny()
    try compileNumber()
    try compileString()
    try compileArray()
    try compileObject()
    try compileReferences()
    try compileLogic()
    try compileUnevaluated()
  }

  /// Appends the instructions of the schema to the code and notes where they are.
  private mutating func finish(_ index: Int) {
    guard !current.code.isEmpty else { return }
    let start = UInt32(parts.code.count)
    parts.code.append(contentsOf: current.code)
    parts.code.append(Instruction(opcode: .end, kinds: .all))
    entries[index].start = start
    entries[index].fastStart = start
    entries[index].inPlace = current.inPlace
    var rest = current.code[...]
    if let first = rest.first, first.opcode == .assertTypes {
      entries[index].types = KindSet(rawValue: UInt8(first.flag))
      entries[index].fastStart = rest.count == 1 ? Target.nowhere : start + 1
      rest = rest.dropFirst()
    }
    if rest.count == 1, let only = rest.first, only.opcode == .controlReference,
      only.b == 0 || !notesScope
    {
      entries[index].leadsTo = Int(parts.targets[Int(only.a)].schema)
    }
  }

  mutating func link() {
    let entries = resolvedEntries()
    let shapes = entries.map { shape(at: $0.fastStart) }
    parts.link { target in
      let entry = entries[Int(target.schema)]
      target.start = entry.start
      target.fastStart = entry.fastStart
      target.types = entry.types
      target.isFalse = entry.isFalse
      target.shape = shapes[Int(target.schema)]
    }
  }

  private func shape(at start: UInt32) -> Target.Shape {
    guard start != Target.nowhere else { return .nothing }
    let first = parts.code[Int(start)]
    guard parts.code[Int(start) + 1].opcode == .end else { return .sequence }
    if first.opcode.isAssertion { return .assertion }
    return first.opcode == .loopMembers && first.flag != 0 ? .namedMembers : .sequence
  }

  /// The entries with references that only lead on taken out of the fast way.
  private func resolvedEntries() -> [SchemaEntry] {
    var resolved = entries
    for index in entries.indices {
      var types = entries[index].types
      var last = index
      // Cycles of bare references have been rejected before.
      while let next = entries[last].leadsTo {
        types.formIntersection(entries[next].types)
        last = next
      }
      guard last != index else { continue }
      resolved[index].types = types
      resolved[index].fastStart =
        entries[last].isFalse ? entries[index].start : entries[last].fastStart
    }
    return resolved
  }
}

/// What the compiler knows of a schema.
struct SchemaEntry {
  var start = Target.nowhere
  var fastStart = Target.nowhere
  var types = KindSet.all
  var isFalse = false
  /// The schema that it is nothing but a reference to.
  var leadsTo: Int?
  /// Schemas that apply to the same instance, come what may.
  var inPlace: [Int] = []
}

extension SchemaError {
  /// The same with others of its kind attached.
  func gathering(_ others: some Sequence<SchemaError>) -> SchemaError {
    let others = Array(others)
    var missing = self.missing
    for uri in others.flatMap(\.missing) where !missing.contains(uri) { missing.append(uri) }
    return SchemaError(
      code, message, place: place, pointer: pointer, missing: missing, others: others)
  }
}

extension ProgramParts {
  /// Calls `fill` on every target there is.
  mutating func link(_ fill: (inout Target) -> Void) {
    fill(&root)
    for index in targets.indices { fill(&targets[index]) }
    for index in memberRules.indices where memberRules[index].isProperty {
      fill(&memberRules[index].target)
    }
    for index in patternRules.indices { fill(&patternRules[index].target) }
    for index in contains.indices { fill(&contains[index].target) }
    for index in objects.indices {
      if objects[index].hasAdditional { fill(&objects[index].additional) }
      if objects[index].hasPropertyNames { fill(&objects[index].propertyNames) }
    }
    for plan in objects where plan.hasAdditional {
      for index in Int(plan.firstRule)..<Int(plan.firstRule + plan.ruleCount)
      where !memberRules[index].isProperty {
        memberRules[index].target = plan.additional
      }
    }
    for index in dependencies.indices where dependencies[index].hasTarget {
      fill(&dependencies[index].target)
    }
    for index in dynamicReferences.indices { fill(&dynamicReferences[index].initial) }
    for index in dynamicCandidates.indices { fill(&dynamicCandidates[index].target) }
  }
}
