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
  let keys: KeyPoolView
  let patterns: FrozenView<Pattern>
  let patternPlans: Cells<PatternPlan>
  let guardOfTarget: Cells<UInt32>
  let branchGuards: Cells<BranchGuard>
  let bounds: FrozenView<NumberBound>
  let limits: EvaluationLimits

  var tape: Tape
  var observer: Observer

  /// How many schemas are being applied within each other.
  private var depth = 0
  /// Why evaluation was given up; the verdict is void then.
  private(set) var exceeded: EvaluationLimit?

  /// Evaluated members and elements, as stacked bit sets; a set is named by its first word.
  var marks = CellBuffer<UInt64>(capacity: 16)
  var marksTop = 0
  /// Resources on the way here, outermost first. Empty unless the program asks for them.
  var scope = CellBuffer<UInt32>(capacity: 16)
  var scopeCount = 0
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
    keys = program.keys.view
    patterns = program.patterns.view
    patternPlans = program.patternPlans.cells
    guardOfTarget = program.guardOfTarget.cells
    branchGuards = program.branchGuards.cells
    bounds = program.bounds.view
  }

  /// Whether the value at `node`, the root unless told, satisfies the program; meaningless if
  /// `exceeded` is set afterwards.
  mutating func evaluate(_ tape: Tape, at node: Int = 0) -> Bool {
    self.tape = tape
    depth = 0
    exceeded = nil
    marksTop = 0
    scopeCount = 0
    return apply(program.root, to: node)
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
    return target.fastStart == Target.nowhere
      || run(from: Int(target.fastStart), on: node, marks: marks)
  }

  @inline(never)
  private mutating func applyCollecting(
    _ target: Target, to node: Int, marks: Int, through site: UInt32?
  ) -> Bool {
    if target.isTrue { return true }
    observer.enter(schema: Int(target.schema), through: site.map { Int($0) })
    defer { observer.leave() }
    guard target.start != Target.nowhere else {
      return target.isFalse ? reject(Fault(site: nil, node: node)) : true
    }
    return run(from: Int(target.start), on: node, marks: marks)
  }

  /// A decimal token with an integral value is an integer.
  @inline(__always)
  func isIntegralDecimal(_ node: Int, _ kind: NodeKind, _ types: KindSet) -> Bool {
    kind == .decimal && types.allowsIntegersOnly && isIntegral(tape.rawContent(of: node))
  }

  /// Runs the instructions from `start` to their end.
  mutating func run(from start: Int, on node: Int, marks: Int) -> Bool {
    guard depth < limits.maxEvaluationDepth, exceeded == nil else {
      return giveUp(.evaluationDepth)
    }
    depth &+= 1
    defer { depth &-= 1 }
    let kind = KindSet(tape.kind(of: node))
    var isValid = true
    var next = start
    while true {
      let instruction = code[next]
      next &+= 1
      if instruction.kinds.isDisjoint(with: kind) { continue }
      let passes: Bool
      switch instruction.opcode {
      case .end: return isValid
      case .assertTypes: passes = assertTypes(instruction, node, kind)
      case .assertStringIs: passes = assertStringIs(instruction, node)
      case .assertEnum: passes = assertEnum(instruction, node, kind)
      case .assertMinimum: passes = order(instruction, node) >= 0 || reject(instruction, node)
      case .assertExclusiveMinimum:
        passes = order(instruction, node) > 0 || reject(instruction, node)
      case .assertMaximum: passes = order(instruction, node) <= 0 || reject(instruction, node)
      case .assertExclusiveMaximum:
        passes = order(instruction, node) < 0 || reject(instruction, node)
      case .assertMultipleOf: passes = assertMultipleOf(instruction, node)
      case .assertMinLength:
        passes = hasLength(node, atLeast: Int(instruction.a)) || reject(instruction, node)
      case .assertMaxLength:
        passes = !hasLength(node, atLeast: Int(instruction.a) &+ 1) || reject(instruction, node)
      case .assertMinItems, .assertMinProperties:
        passes = tape[node].length >= instruction.a || reject(instruction, node)
      case .assertMaxItems, .assertMaxProperties:
        passes = tape[node].length <= instruction.a || reject(instruction, node)
      case .assertPattern: passes = assertPattern(instruction, node)
      case .assertFormat: passes = assertFormat(instruction, node)
      case .assertUniqueItems: passes = assertUniqueItems(instruction, node)
      case .loopMembers: passes = loopMembers(instruction, node, marks)
      case .loopItems: passes = loopItems(instruction, node, marks)
      case .loopPrefixItems: passes = loopPrefixItems(instruction, node, marks)
      case .loopContains: passes = loopContains(instruction, node, marks)
      case .loopUnevaluatedProperties: passes = loopUnevaluatedProperties(instruction, node, marks)
      case .loopUnevaluatedItems: passes = loopUnevaluatedItems(instruction, node, marks)
      case .logicalApply: passes = apply(targets[Int(instruction.a)], to: node, marks: marks)
      case .logicalAnyOf: passes = anyOf(instruction, node, marks)
      case .logicalOneOf: passes = oneOf(instruction, node, marks)
      case .logicalNot: passes = not(instruction, node)
      case .logicalIf: passes = conditional(instruction, node, marks)
      case .logicalDependency: passes = dependency(instruction, node, marks)
      case .controlReference: passes = reference(instruction, node, marks)
      case .controlDynamicReference: passes = dynamicReference(instruction, node, marks)
      case .controlEnterResource:
        enterResource(instruction.a)
        let restIsValid = run(from: next, on: node, marks: marks)
        scopeCount &-= 1
        return restIsValid && isValid
      case .controlTrackEvaluated:
        return runTracking(from: next, on: node, marks: marks) && isValid
      }
      if !passes {
        if !Observer.collects || observer.isFull { return false }
        isValid = false
      }
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
