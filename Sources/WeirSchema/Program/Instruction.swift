package import WeirJSON

/// A set of node kinds: which instances an instruction looks at, or which a schema allows.
package struct KindSet: OptionSet, BitwiseCopyable, Hashable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package init(_ kind: NodeKind) { rawValue = 1 &<< kind.rawValue }

  package static let null = KindSet(.null)
  package static let boolean: KindSet = [KindSet(.false), KindSet(.true)]
  package static let integer = KindSet(.integer)
  package static let number: KindSet = [KindSet(.integer), KindSet(.decimal)]
  package static let string = KindSet(.string)
  package static let array = KindSet(.array)
  package static let object = KindSet(.object)
  package static let all = KindSet(rawValue: 0xFF)

  @inline(__always)
  func contains(kind: NodeKind) -> Bool { rawValue &>> kind.rawValue & 1 != 0 }

  /// Whether integers are allowed and other numbers are not, so that the value of a decimal token
  /// decides.
  var allowsIntegersOnly: Bool { rawValue & 0b11000 == 0b01000 }
}

/// What an instruction does. The first word is its role: an assertion looks at the value itself, a
/// loop at its children, a logical one combines verdicts, a control one moves elsewhere.
enum Opcode: UInt8, BitwiseCopyable {
  /// The schema ends here.
  case end

  /// `flag`: the allowed kinds.
  case assertTypes
  /// Rejects every instance that it looks at.
  case assertNever
  /// `a`: index of a name; `b`: the schema that requires it.
  case assertHasMember
  /// `a`, `b`: offset and length in the key pool.
  case assertStringIs
  /// `a`: index of an `EnumPlan`.
  case assertEnum

  /// `a`: index of a bound.
  case assertMinimum
  case assertExclusiveMinimum
  case assertMaximum
  case assertExclusiveMaximum
  /// `a`: index of a divisor.
  case assertMultipleOf

  /// `a`: the limit, in Unicode scalars, elements or members.
  case assertMinLength
  case assertMaxLength
  case assertMinItems
  case assertMaxItems
  case assertMinProperties
  case assertMaxProperties
  /// `a`: index of a pattern.
  case assertPattern
  /// `a`: raw value of a `Format`.
  case assertFormat
  /// `a`: index of a `ContentPlan`.
  case assertContent
  /// `a`: index of a `CustomCheck`.
  case assertCustom
  case assertUniqueItems

  /// `a`: index of an `ObjectPlan`; `flag`: 1 if it has neither patterns nor `propertyNames`.
  case loopMembers
  /// `a`: index of a target; `b`: the first element it applies to.
  case loopItems
  /// `a`: index of the first of `b` targets, one per element.
  case loopPrefixItems
  /// `a`: index of a `ContainsPlan`.
  case loopContains
  /// `a`: index of a target.
  case loopUnevaluatedProperties
  case loopUnevaluatedItems

  /// `a`: index of a target.
  case logicalApply
  /// `a`: index of the first of `b` targets; `flag`: 1 + index of a `BranchTable`, 0 without.
  case logicalAnyOf
  case logicalOneOf
  /// Types and schemas, as draft 3 mixes them. `flag`: a `TypeListFlag` and the kinds; `a`: index of
  /// the first of `b` targets.
  case logicalTypes
  case logicalDisallow
  /// `a`: index of a target.
  case logicalNot
  /// `a`: index of three targets: if, then, else.
  case logicalIf
  /// `a`: index of a `DependencyRule`.
  case logicalDependency
  /// `a`: index of a `PropertyDependencyRule`.
  case logicalPropertyDependency

  /// `a`: index of a target; `b`: 1 + the resource it enters, 0 if it stays in this one.
  case controlReference
  /// `a`: index of a `DynamicReferencePlan`.
  case controlDynamicReference
  /// `a`: the resource whose root schema starts here.
  case controlEnterResource
  /// `a`: the schema that starts here and may lead back to itself without moving in the instance.
  case controlGuardCycle
  /// From here to the end evaluated members and elements are noted.
  case controlTrackEvaluated
}

extension Opcode {
  /// Whether it looks at the value itself and applies no schema.
  var isAssertion: Bool {
    (Opcode.assertTypes.rawValue...Opcode.assertUniqueItems.rawValue).contains(rawValue)
  }
}

/// What the flag of a list of types says besides the kinds, which are its lower eight bits.
enum TypeListFlag {
  /// A decimal token is no integer, whatever its value.
  static let integersByNotation: UInt16 = 1 << 8
}

/// One step of a program: 16 bytes, trivially copyable.
struct Instruction: BitwiseCopyable {
  var opcode: Opcode
  /// Instances of other kinds pass it by.
  var kinds: KindSet
  var flag: UInt16 = 0
  var a: UInt32 = 0
  var b: UInt32 = 0
  /// Index of its cold half: the keyword in the schema's source.
  var keyword: UInt32 = 0
}

/// The cold half of an instruction: which keyword of which schema it stands for.
struct KeywordSite: BitwiseCopyable {
  var source: UInt32
  /// Tape node of the schema object.
  var schema: UInt32
  /// Tape node of the keyword's key; the schema itself for a boolean schema.
  var key: UInt32
}

/// A subschema as an operand: everything that applying it needs, in 16 bytes.
struct Target: BitwiseCopyable {
  /// Where the schema's instructions start.
  var start: UInt32 = Target.nowhere
  /// Where they start for a verdict: behind the type assertion, which `types` stands for, and
  /// through references that lead on; `nowhere` if nothing is left to do.
  var fastStart: UInt32 = Target.nowhere
  /// Index of the schema in the program's list.
  var schema: UInt32 = 0
  /// The kinds it allows.
  var types: KindSet = .all
  /// Whether it is the schema `false` (or one that allows nothing).
  var isFalse = false
  /// What is left to do at `fastStart`.
  var shape = Shape.nothing

  /// Schemas whose evaluation for a verdict needs no sequence.
  enum Shape: UInt8, BitwiseCopyable {
    case nothing
    /// One assertion.
    case assertion
    /// One `loopMembers` by names alone.
    case namedMembers
    case sequence
  }

  static let nowhere = UInt32.max

  /// Whether it allows everything, so that applying it can be left out.
  var isTrue: Bool { types == .all && start == Target.nowhere }
}
