import WeirJSON

/// Runs a program over a tape. One worker's: its storage is reused from instance to instance.
///
/// Recursion follows the nesting of schemas and instance together and ends at
/// `EvaluationLimits.maxEvaluationDepth`. Short-circuits wherever nothing is lost by it: not while
/// evaluated members are being noted, not while an observer collects.
struct Evaluator<Observer: EvaluationObserver>: ~Copyable {
  /// Keeps alive what the views below look at.
  let program: Program
  let code: Cells<Instruction>
  let targets: Cells<Target>
  let objects: Cells<ObjectPlan>
  let memberRules: Cells<MemberRule>
  let enums: Cells<EnumPlan>
  let patternRules: Cells<PatternRule>
  let keys: KeyPoolView
  let patterns: FrozenView<Pattern>
  let patternPlans: Cells<PatternPlan>
  let branchTables: Cells<BranchTable>
  let branchLists: Cells<BranchList>
  let listedBranches: Cells<UInt32>
  let boundEstimates: Cells<BoundEstimate>
  let limits: EvaluationLimits

  var tape: Tape
  var observer: Observer

  /// How many schemas are being applied within each other.
  var depth = 0
  /// Why evaluation was given up; the verdict is void then.
  private(set) var exceeded: EvaluationLimit?

  /// Evaluated members and elements, as stacked bit sets; a set is named by its first word.
  var marks = CellBuffer<UInt64>(capacity: 16)
  var marksTop = 0
  /// Resources on the way here, outermost first. Empty unless the program asks for them.
  var scope = CellBuffer<UInt32>(capacity: 16)
  var scopeCount = 0
  /// Schemas of circles that are being applied, each with the node it is applied to.
  var guarded = CellBuffer<UInt64>(capacity: 4)
  var guardedCount = 0
  /// Decoded strings.
  var scratch = CellBuffer<UInt8>(capacity: 256)
  var patternScratch = PatternScratch()
  var distinct = DistinctValues()

  init(_ program: Program, limits: EvaluationLimits, observer: Observer, tape: Tape) {
    self.program = program
    self.limits = limits
    self.observer = observer
    self.tape = tape
    code = program.code.cells
    targets = program.targets.cells
    objects = program.objects.cells
    memberRules = program.memberRules.cells
    enums = program.enums.cells
    patternRules = program.patternRules.cells
    keys = program.keys.view
    patterns = program.patterns.view
    patternPlans = program.patternPlans.cells
    branchTables = program.branchTables.cells
    branchLists = program.branchLists.cells
    listedBranches = program.listedBranches.cells
    boundEstimates = program.boundEstimates.cells
  }

  /// Whether the value at `node`, the root unless told, satisfies the program; meaningless if
  /// `exceeded` is set afterwards.
  mutating func evaluate(_ tape: Tape, at node: Int = 0) -> Bool {
    begin(tape)
    return apply(program.root, to: node)
  }

  /// Whether the document satisfies one of the program's schemas, taken for the root.
  mutating func evaluate(_ tape: Tape, by root: Target) -> Bool {
    begin(tape)
    return apply(root, to: 0)
  }

  private mutating func begin(_ tape: Tape) {
    self.tape = tape
    depth = 0
    exceeded = nil
    marksTop = 0
    scopeCount = 0
    guardedCount = 0
  }

  /// Applies a subschema to the value at `node`.
  ///
  /// - Parameters:
  ///   - marks: The set that evaluated members or elements of `node` are added to; -1 for none.
  ///   - site: The reference that led to the schema, if any.
  @inline(__always)
  mutating func apply(
    _ target: Target, to node: Int, marks: Int = -1, through site: UInt32? = nil
  ) -> Bool {
    if Observer.collects {
      return applyCollecting(target, to: node, marks: marks, through: site)
    }
    let kind = tape.kind(of: node)
    if !target.types.contains(kind: kind), !isIntegralDecimal(node, kind, target.types) {
      return false
    }
    switch target.shape {
    case .nothing: return true
    case .assertion:
      let only = code[Int(target.fastStart)]
      return only.kinds.isDisjoint(with: KindSet(kind)) || step(only, on: node, marks: marks)
    case .namedMembers where marks < 0:
      return kind != .object || loopNamedMembers(Int(code[Int(target.fastStart)].a), node)
    case .namedMembers, .sequence:
      return run(from: Int(target.fastStart), on: node, marks: marks)
    }
  }

  @inline(never)
  private mutating func applyCollecting(
    _ target: Target, to node: Int, marks: Int, through site: UInt32?
  ) -> Bool {
    if target.isTrue, !Observer.seesEverySchema { return true }
    let site = site.map { Int($0) }
    if let limit = observer.enter(schema: Int(target.schema), through: site, at: node) {
      return giveUp(limit)
    }
    let isValid =
      if let reference = bareReference(target) {
        followReferences(reference, to: node, marks: marks)
      } else if target.start != Target.nowhere {
        run(from: Int(target.start), on: node, marks: marks)
      } else if target.isFalse {
        reject(Fault(site: nil, node: node))
      } else {
        true
      }
    observer.leave(isValid: isValid)
    return isValid
  }

  /// A decimal token with an integral value is an integer.
  @inline(__always)
  func isIntegralDecimal(_ node: Int, _ kind: NodeKind, _ types: KindSet) -> Bool {
    kind == .decimal && types.allowsIntegersOnly && isIntegral(tape.rawContent(of: node))
  }

  /// Runs the instructions from `start` to their end.
  mutating func run(from start: Int, on node: Int, marks: Int) -> Bool {
    guard descend() else { return false }
    defer { depth &-= 1 }
    let kind = KindSet(tape.kind(of: node))
    var isValid = true
    var next = start
    while true {
      let instruction = code[next]
      next &+= 1
      if instruction.kinds.isDisjoint(with: kind) { continue }
      switch instruction.opcode {
      case .end: return isValid
      case .controlEnterResource:
        enterResource(instruction.a)
        let restIsValid = run(from: next, on: node, marks: marks)
        scopeCount &-= 1
        return restIsValid && isValid
      case .controlGuardCycle:
        guard enterGuarded(instruction.a, node) else { return giveUp(.infiniteRecursion) }
        let restIsValid = run(from: next, on: node, marks: marks)
        guardedCount &-= 1
        return restIsValid
      case .controlTrackEvaluated:
        return runTracking(from: next, on: node, marks: marks) && isValid
      default:
        if step(instruction, on: node, marks: marks) { continue }
        if !Observer.collects || observer.isFull { return false }
        isValid = false
      }
    }
  }

  /// Runs one instruction, which looks at instances of the node's kind and does not say how the
  /// schema goes on. Every case is a call in tail position, so that the switch itself has no frame.
  @inline(never)
  mutating func step(_ instruction: Instruction, on node: Int, marks: Int) -> Bool {
    switch instruction.opcode {
    case .end, .controlEnterResource, .controlGuardCycle, .controlTrackEvaluated: true
    case .assertTypes: assertTypes(instruction, node)
    case .assertNever: reject(instruction, node)
    case .assertHasMember: assertHasMember(instruction, node)
    case .assertStringIs: assertStringIs(instruction, node)
    case .assertEnum: assertEnum(instruction, node)
    case .assertMinimum: assertMinimum(instruction, node)
    case .assertExclusiveMinimum: assertExclusiveMinimum(instruction, node)
    case .assertMaximum: assertMaximum(instruction, node)
    case .assertExclusiveMaximum: assertExclusiveMaximum(instruction, node)
    case .assertMultipleOf: assertMultipleOf(instruction, node)
    case .assertMinLength: assertMinLength(instruction, node)
    case .assertMaxLength: assertMaxLength(instruction, node)
    case .assertMinItems, .assertMinProperties:
      tape[node].length >= instruction.a || reject(instruction, node)
    case .assertMaxItems, .assertMaxProperties:
      tape[node].length <= instruction.a || reject(instruction, node)
    case .assertPattern: assertPattern(instruction, node)
    case .assertFormat: assertFormat(instruction, node)
    case .assertContent: assertContent(instruction, node)
    case .assertCustom: assertCustom(instruction, node)
    case .assertUniqueItems: assertUniqueItems(instruction, node)
    case .loopMembers: loopMembers(instruction, node, marks)
    case .loopItems: loopItems(instruction, node, marks)
    case .loopPrefixItems: loopPrefixItems(instruction, node, marks)
    case .loopContains: loopContains(instruction, node, marks)
    case .loopUnevaluatedProperties: loopUnevaluatedProperties(instruction, node, marks)
    case .loopUnevaluatedItems: loopUnevaluatedItems(instruction, node, marks)
    case .logicalApply: applyTarget(instruction, node, marks)
    case .logicalAnyOf: anyOf(instruction, node, marks)
    case .logicalOneOf: oneOf(instruction, node, marks)
    case .logicalTypes: typeOrSchema(instruction, node, marks)
    case .logicalDisallow: disallow(instruction, node)
    case .logicalNot: not(instruction, node)
    case .logicalIf: conditional(instruction, node, marks)
    case .logicalDependency: dependency(instruction, node, marks)
    case .logicalPropertyDependency: propertyDependency(instruction, node, marks)
    case .controlReference: reference(instruction, node, marks)
    case .controlDynamicReference: dynamicReference(instruction, node, marks)
    }
  }

  /// Records a fault of `instruction`'s keyword, if anybody collects. Always false.
  @inline(__always)
  mutating func reject(_ instruction: Instruction, _ node: Int) -> Bool {
    if Observer.collects { observer.record(Fault(site: Int(instruction.keyword), node: node)) }
    return false
  }

  @inline(__always)
  mutating func reject(_ fault: @autoclosure () -> Fault) -> Bool {
    if Observer.collects { observer.record(fault()) }
    return false
  }

  /// Goes one level deeper, if that is allowed; whoever did lowers `depth` afterwards.
  @inline(__always)
  mutating func descend() -> Bool {
    guard depth < limits.maxEvaluationDepth, exceeded == nil else {
      return giveUp(.evaluationDepth)
    }
    depth &+= 1
    return true
  }

  /// Stops the evaluation for good. Always false.
  @inline(never)
  mutating func giveUp(_ limit: EvaluationLimit) -> Bool {
    if exceeded == nil { exceeded = limit }
    return false
  }

  @inline(never)
  mutating func enterResource(_ resource: UInt32) {
    scope.reserve(scopeCount + 1, keeping: scopeCount)
    scope[scopeCount] = resource
    scopeCount &+= 1
  }
}
