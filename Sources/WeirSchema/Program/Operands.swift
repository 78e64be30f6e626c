// Operand tables: what an instruction needs beyond its two numbers. All are trivially copyable;
// indices point into the tables of the same program.

/// `properties`, `patternProperties`, `additionalProperties`, `propertyNames` and `required` of one
/// schema, done in one walk over the members.
struct ObjectPlan: BitwiseCopyable {
  /// Names in `properties` and `required`, each with the index of its rule.
  var names = KeyTable()
  var firstRule: UInt32 = 0
  var ruleCount: UInt32 = 0
  /// How many rules are required. Keys are distinct, so counting them is enough.
  var requiredCount: UInt32 = 0
  var firstPattern: UInt32 = 0
  var patternCount: UInt32 = 0
  /// For members that neither a name in `properties` nor a pattern matches.
  var additional = Target()
  var propertyNames = Target()
  var hasAdditional = false
  var hasPropertyNames = false
  var additionalKeyword: UInt32 = 0
  var requiredKeyword: UInt32 = 0
}

/// What an `ObjectPlan` says about one name, in 32 bytes.
struct MemberRule: BitwiseCopyable {
  /// What the value is held against: the schema in `properties`, else that of
  /// `additionalProperties`, if any.
  var target = Target()
  var isRequired = false
  /// Whether `properties` has it; else only `required` does.
  var isProperty = false
  /// Whether some pattern of `patternProperties` may match the name; none, if it is known.
  var mayMatchPattern = false
  /// The name, in the key pool.
  var nameOffset: UInt32 = 0
  var nameLength: UInt32 = 0
  /// Makes the size a power of two, so that an index is a shift.
  private var reserved: UInt32 = 0
}

/// One member of `patternProperties`.
struct PatternRule: BitwiseCopyable {
  var pattern: UInt32
  var target: Target
}

/// `contains` with `minContains` and `maxContains`.
struct ContainsPlan: BitwiseCopyable {
  var target = Target()
  var minimum: UInt32 = 1
  var maximum = UInt32.max
  /// Whether matching elements count as evaluated: from 2020-12 on, not in 2019-09.
  var marksEvaluated = false
  var minimumKeyword: UInt32 = 0
  var maximumKeyword: UInt32 = 0
}

/// `enum` or `const`.
struct EnumPlan: BitwiseCopyable {
  /// The strings among the values.
  var strings = KeyTable()
  var hasStrings = false
  /// Kinds that are allowed as such: null, false, true.
  var kinds: KindSet = []
  /// The numbers, arrays and objects, as literals.
  var firstLiteral: UInt32 = 0
  var literalCount: UInt32 = 0
}

/// A value in a schema's source.
struct Literal: BitwiseCopyable {
  var source: UInt32
  var node: UInt32
}

/// A member of `dependentSchemas`, `dependentRequired` or `dependencies`.
struct DependencyRule: BitwiseCopyable {
  var trigger: NameReference
  /// For a schema.
  var target = Target()
  var hasTarget = false
  /// For names.
  var firstName: UInt32 = 0
  var nameCount: UInt32 = 0
}

/// A member of `propertyDependencies`.
struct PropertyDependencyRule: BitwiseCopyable {
  var property: NameReference
  /// From the property's strings to indices of targets.
  var values: KeyTable
  /// Those targets.
  var firstTarget: UInt32
  var targetCount: UInt32
}

/// `contentEncoding`, `contentMediaType` and `contentSchema` of one schema, asserted.
struct ContentPlan: BitwiseCopyable {
  /// Raw value of a `ContentEncoding`.
  var encoding: UInt8 = 0
  var hasEncoding = false
  var isJSON = false
  /// Of `contentSchema`.
  var target = Target()
  var hasTarget = false
  var encodingKeyword: UInt32 = 0
  var mediaTypeKeyword: UInt32 = 0
  var schemaKeyword: UInt32 = 0
}

/// A member name in the key pool.
struct NameReference: BitwiseCopyable {
  var offset: UInt32
  var length: UInt32
  var hash: UInt32
}

/// Chooses branches of `anyOf` or `oneOf` by a member's value: alternatives are most often told
/// apart by one.
struct BranchTable: BitwiseCopyable {
  var name: NameReference
  /// From strings to lists of branches.
  var values: KeyTable
  /// The list for objects without the member, or with another value.
  var others: UInt32
}

/// A run of the targets of branches.
struct BranchList: BitwiseCopyable {
  var first: UInt32
  var count: UInt32
}

/// A `$dynamicRef` or `$recursiveRef` whose target depends on the way that led here.
struct DynamicReferencePlan: BitwiseCopyable {
  /// Where it leads if no resource on the way has the anchor.
  var initial = Target()
  var initialResource: UInt32 = 0
  var hasInitial = false
  var firstCandidate: UInt32 = 0
  var candidateCount: UInt32 = 0
}

/// Where a dynamic reference leads if `resource` is the outermost one on the way that has the anchor.
struct DynamicCandidate: BitwiseCopyable {
  var resource: UInt32
  var target: Target
}
