import WeirJSON

/// A compiled schema: flat tables, immutable, shared by all workers.
///
/// Sendable because nothing changes after `init`; evaluators read it through views and keep it
/// alive while they do.
final class Program: @unchecked Sendable {
  let code: FrozenTable<Instruction>
  let targets: FrozenTable<Target>
  let objects: FrozenTable<ObjectPlan>
  let memberRules: FrozenTable<MemberRule>
  let patternRules: FrozenTable<PatternRule>
  let contains: FrozenTable<ContainsPlan>
  let enums: FrozenTable<EnumPlan>
  let literals: FrozenTable<Literal>
  let dependencies: FrozenTable<DependencyRule>
  let propertyDependencies: FrozenTable<PropertyDependencyRule>
  let contents: FrozenTable<ContentPlan>
  let names: FrozenTable<NameReference>
  let dynamicReferences: FrozenTable<DynamicReferencePlan>
  let dynamicCandidates: FrozenTable<DynamicCandidate>
  let bounds: FrozenValues<NumberBound>
  /// Parallel to `bounds`.
  let boundEstimates: FrozenTable<BoundEstimate>
  let divisors: FrozenValues<NumberDivisor>
  let patterns: FrozenValues<Pattern>
  /// Parallel to `patterns`.
  let patternPlans: FrozenTable<PatternPlan>
  let branchTables: FrozenTable<BranchTable>
  let branchLists: FrozenTable<BranchList>
  /// Indices of targets.
  let listedBranches: FrozenTable<UInt32>
  let sourceTapes: FrozenValues<Tape>
  /// What the user of the library brings; mostly nothing.
  let customChecks: [CustomCheck]
  let keys: KeyPool

  /// The schema that instances are checked against.
  let root: Target

  /// Cold: only reports and dumps look at these.
  let sites: [KeywordSite]
  let schemas: [SchemaNode]
  /// Of each schema, what applying it needs.
  let entries: [Target]
  let sources: [SchemaSource]
  let resources: [SchemaResource]
  let resourceOfNode: [[UInt32]]

  /// Names of the keywords that the user of the library gave a meaning.
  let customKeywords: Set<String>

  /// Whether `format` keywords are present that nothing asserts.
  let hasUncheckedFormats: Bool

  /// Values of `format` that are asserted by nothing because nothing knows them.
  let unknownFormats: [SchemaNode]

  init(_ parts: consuming ProgramParts) {
    code = FrozenTable(parts.code)
    targets = FrozenTable(parts.targets)
    objects = FrozenTable(parts.objects)
    memberRules = FrozenTable(parts.memberRules)
    patternRules = FrozenTable(parts.patternRules)
    contains = FrozenTable(parts.contains)
    enums = FrozenTable(parts.enums)
    literals = FrozenTable(parts.literals)
    dependencies = FrozenTable(parts.dependencies)
    propertyDependencies = FrozenTable(parts.propertyDependencies)
    contents = FrozenTable(parts.contents)
    names = FrozenTable(parts.names)
    dynamicReferences = FrozenTable(parts.dynamicReferences)
    dynamicCandidates = FrozenTable(parts.dynamicCandidates)
    bounds = FrozenValues(parts.bounds)
    boundEstimates = FrozenTable(parts.bounds.map(\.estimate))
    divisors = FrozenValues(parts.divisors)
    patterns = FrozenValues(parts.patterns)
    patternPlans = FrozenTable(parts.patternPlans)
    branchTables = FrozenTable(parts.branchTables)
    branchLists = FrozenTable(parts.branchLists)
    listedBranches = FrozenTable(parts.listedBranches)
    sourceTapes = FrozenValues(parts.resources.sources.map(\.tape))
    customChecks = parts.customChecks
    keys = KeyPool(parts.keys)
    root = parts.root
    sites = parts.sites
    schemas = parts.schemas
    entries = parts.entries
    sources = parts.resources.sources
    resources = parts.resources.resources
    resourceOfNode = parts.resources.resourceOfNode
    customKeywords = parts.customKeywords
    hasUncheckedFormats = parts.hasUncheckedFormats
    unknownFormats = parts.unknownFormats
  }
}

/// The tables of a program while it is being made.
struct ProgramParts {
  var resources: ResourceSet
  var code: [Instruction] = []
  var targets: [Target] = []
  var objects: [ObjectPlan] = []
  var memberRules: [MemberRule] = []
  var patternRules: [PatternRule] = []
  var contains: [ContainsPlan] = []
  var enums: [EnumPlan] = []
  var literals: [Literal] = []
  var dependencies: [DependencyRule] = []
  var propertyDependencies: [PropertyDependencyRule] = []
  var contents: [ContentPlan] = []
  var names: [NameReference] = []
  var dynamicReferences: [DynamicReferencePlan] = []
  var dynamicCandidates: [DynamicCandidate] = []
  var bounds: [NumberBound] = []
  var divisors: [NumberDivisor] = []
  var patterns: [Pattern] = []
  var patternPlans: [PatternPlan] = []
  var branchTables: [BranchTable] = []
  var branchLists: [BranchList] = []
  var listedBranches: [UInt32] = []
  var customChecks: [CustomCheck] = []
  var keys = KeyPoolBuilder()
  var root = Target()
  var sites: [KeywordSite] = []
  var customKeywords: Set<String> = []
  var schemas: [SchemaNode] = []
  /// Parallel to `schemas`.
  var entries: [Target] = []
  var hasUncheckedFormats = false
  var unknownFormats: [SchemaNode] = []
}
