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
  var dynamicAnchors: [PendingDynamicReference] = []

  /// Faults that do not keep the rest from being looked at; of those beyond a limit only the missing
  /// documents are kept.
  private var faults: [(place: SchemaNode, error: SchemaError)] = []
  private var furtherMissing: [String] = []
  private static let faultLimit = 100

  /// Per source: whether any of its schemas takes part.
  private var isSourceReached: [Bool] = []

  /// Walked roots in sources that take no part yet, by source: no metaschema has judged them.
  var uncheckedRoots: [Int: [WalkedRoot]] = [:]
  /// How many of all roots have been checked or stand there.
  var seenRoots = 0
  /// Sources that have been reached since the last check.
  var newlyReached: [Int] = []
  var customMetaschemas: [String: Program] = [:]

  init(registry: Registry, options: SchemaOptions) {
    parts = ProgramParts(resources: ResourceSet(registry: registry, options: options))
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
    let inOrder = faults.stablySorted {
      ($0.place.source, $0.place.node) < ($1.place.source, $1.place.node)
    }.map(\.error)
    if let first = inOrder.first {
      throw first.gathering(inOrder.dropFirst(), missing: furtherMissing)
    }
    try rejectUnboundReferences()
    try rejectInfiniteRecursion()
    addCycleGuards()
    link()
    addBranchTables()
    return Program(parts)
  }

  private mutating func compileAll(from root: SchemaNode) throws(SchemaError) {
    parts.root = try target(root)
    repeat {
      while let next = pending.popLast() {
        // What a metaschema says of a document makes more sense than what compiling it stumbles over.
        if !newlyReached.isEmpty || parts.resources.roots.count > seenRoots {
          try checkMetaschemas()
        }
        try compileSchema(next)
      }
      try checkMetaschemas()
    } while try addDynamicCandidates()
  }

  private mutating func compileAgain(from root: SchemaNode) throws(SchemaError) {
    parts = ProgramParts(resources: parts.resources)
    schemaAt.removeAll()
    isSourceReached.removeAll()
    entries.removeAll()
    dynamicAnchors.removeAll()
    faults.removeAll()
    furtherMissing.removeAll()
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
      isSourceReached.append(false)
    }
    if !isSourceReached[place.source] {
      isSourceReached[place.source] = true
      newlyReached.append(place.source)
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
    try compileTypes()
    compileScope()
    try compileAny()
    try compileNumber()
    try compileString()
    try compileArray()
    try compileObject()
    try compileReferences()
    try compileLogic()
    try compileExtends()
    try compileCustomKeywords()
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

  /// Puts code in the place of a schema's own, which is to run whatever leads to the schema.
  mutating func guardEntry(_ index: Int, start: UInt32) {
    entries[index].start = start
    entries[index].fastStart = start
    entries[index].leadsTo = nil
  }

  /// The schema that the reference at `node` means; nil, with the fault noted, if a document lacks.
  mutating func resolve(_ node: Int) throws(SchemaError) -> SchemaNode? {
    let reference = URIReference(tape.bytes(at: node))
    parts.resources.locatesErrors = hasRoomForFaults
    defer { parts.resources.locatesErrors = true }
    do throws(SchemaError) {
      return try parts.resources.resolve(reference, from: current.resource, at: current.at(node))
    } catch {
      guard error.code == .unresolvedReference else { throw error }
      note(error, at: node)
      return nil
    }
  }

  /// Beyond it a fault costs a look through the text for nothing.
  var hasRoomForFaults: Bool { faults.count < Self.faultLimit }

  /// Keeps a fault at a node of the current schema until everything has been looked at.
  mutating func note(_ error: SchemaError, at node: Int) {
    if hasRoomForFaults {
      faults.append((current.at(node), error))
    } else {
      furtherMissing += error.missing
    }
  }

  /// Whether a schema of the source takes part in the program.
  func isReached(source: Int) -> Bool {
    source < isSourceReached.count && isSourceReached[source]
  }

  mutating func link() {
    let entries = resolvedEntries()
    let shapes = entries.map { shape(at: $0.fastStart) }
    parts.entries = entries.indices.map { Target(schema: UInt32($0)) }
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

  /// The entries with references that only lead on taken out of the fast way. Linear: what a chain
  /// ends in is known for every link once it is for one.
  private func resolvedEntries() -> [SchemaEntry] {
    var resolved = entries
    var isResolved = entries.map { $0.leadsTo == nil }
    var chain: [Int] = []
    for start in entries.indices where !isResolved[start] {
      // Cycles of bare references have been rejected before.
      var last = start
      while !isResolved[last], let next = entries[last].leadsTo {
        chain.append(last)
        last = next
      }
      while let link = chain.popLast() {
        let end = resolved[last]
        resolved[link].types = entries[link].types.intersection(end.types)
        resolved[link].fastStart = end.isFalse ? entries[link].start : end.fastStart
        isResolved[link] = true
        last = link
      }
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
  func gathering(
    _ others: some Sequence<SchemaError>, missing further: [String] = []
  ) -> SchemaError {
    let others = Array(others)
    var seen: Set<String> = []
    let missing = (self.missing + others.flatMap(\.missing) + further)
      .filter { seen.insert($0).inserted }
    return SchemaError(
      code, message, place: place, pointer: pointer, missing: missing, ownMissing: ownMissing,
      help: help, others: others)
  }
}

extension ProgramParts {
  /// Calls `fill` on every target there is.
  mutating func link(_ fill: (inout Target) -> Void) {
    fill(&root)
    for index in entries.indices { fill(&entries[index]) }
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
    for index in contents.indices where contents[index].hasTarget {
      fill(&contents[index].target)
    }
    for index in dynamicReferences.indices where dynamicReferences[index].hasInitial {
      fill(&dynamicReferences[index].initial)
    }
    for index in dynamicCandidates.indices { fill(&dynamicCandidates[index].target) }
  }
}
