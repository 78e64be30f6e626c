import WeirJSON
import WeirSchema

extension ComparedSchema {
  /// The values that `enum` and `const` leave; nil if there is neither.
  var listedValues: [SchemaGraph.Node]? {
    let constant = value("const")
    guard let list = value("enum") else { return constant.map { [$0] } }
    let values = tape(list).elements(of: list.index).map { graph.node($0, in: list) }
    guard let constant else { return values }
    return values.filter { isEqual($0, to: constant, in: self) }
  }

  var listPlace: SchemaGraph.Node? { value("enum") ?? value("const") }

  /// Whether two values are equal as JSON values.
  func isEqual(
    _ value: SchemaGraph.Node, to other: SchemaGraph.Node, in schema: ComparedSchema
  ) -> Bool {
    tape(value).value(at: value.index, equals: other.index, in: schema.tape(other))
  }
}

/// A set of the types that `type` names. Each integer is a number as well.
struct TypeSet: OptionSet, Hashable {
  let rawValue: UInt8

  static let integer = TypeSet(rawValue: 1)
  static let number = TypeSet(rawValue: 3)
  static let names: [(type: TypeSet, name: StaticString)] = [
    (number, "number"), (integer, "integer"), (TypeSet(rawValue: 4), "string"),
    (TypeSet(rawValue: 8), "boolean"), (TypeSet(rawValue: 16), "array"),
    (TypeSet(rawValue: 32), "object"), (TypeSet(rawValue: 64), "null"),
  ]
  static let all = names.reduce(TypeSet()) { $0.union($1.type) }

  /// What a schema allows by its type, and by its list of values if it has one.
  init(_ schema: ComparedSchema) { self.init(of: schema, withList: true) }

  init(of schema: ComparedSchema, withList: Bool) {
    var types = Self.all
    if let value = schema.value("type") {
      types = Self.named(in: schema.tape(value), value.index)
      // OpenAPI 3.0.
      if schema.isTrue("nullable") { types.insert(TypeSet(rawValue: 64)) }
    }
    if withList, let values = schema.listedValues {
      types.formIntersection(
        values.reduce(TypeSet()) { $0.union(Self.type(of: schema.tape($1), $1.index)) })
    }
    self = types
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }

  private static func named(in tape: Tape, _ index: Int) -> TypeSet {
    let places = tape.kind(of: index) == .array ? Array(tape.elements(of: index)) : [index]
    return places.reduce(TypeSet()) { types, place in
      types.union(names.first { tape.string(at: place, equals: $0.name) }?.type ?? [])
    }
  }

  private static func type(of tape: Tape, _ index: Int) -> TypeSet {
    switch tape.kind(of: index) {
    case .integer: .integer
    // It may be an integer by its value.
    case .decimal: .number
    case .string: TypeSet(rawValue: 4)
    case .true, .false: TypeSet(rawValue: 8)
    case .array: TypeSet(rawValue: 16)
    case .object: TypeSet(rawValue: 32)
    case .null: TypeSet(rawValue: 64)
    }
  }

  /// For people.
  var text: String {
    if self == Self.all { return "any type" }
    var rest = self
    var words: [String] = []
    for (type, name) in Self.names where rest.isSuperset(of: type) {
      words.append("\(name)")
      rest.subtract(type)
    }
    return words.isEmpty ? "no type" : words.joined(separator: " or ")
  }
}

/// Where the values that a schema allows end on one side.
struct Bound {
  /// Nil for no bound.
  let keyword: String?
  let number: [UInt8]?
  var isExclusive = false

  init(keyword: String?, number: [UInt8]?) {
    self.keyword = keyword
    self.number = number
  }

  init(least schema: ComparedSchema) {
    self.init(schema, "minimum", "exclusiveMinimum", isLeast: true)
  }

  init(greatest schema: ComparedSchema) {
    self.init(schema, "maximum", "exclusiveMaximum", isLeast: false)
  }

  /// The tighter one where both keywords are numbers; in draft 4 the second is a flag of the first.
  private init(
    _ schema: ComparedSchema, _ keyword: String, _ exclusive: String, isLeast: Bool
  ) {
    let inclusive = schema.number(keyword)
    if let number = schema.number(exclusive) {
      let isTighter =
        inclusive.map { compare(number, $0) * (isLeast ? 1 : -1) >= 0 } ?? true
      if isTighter {
        self.init(keyword: exclusive, number: number)
        isExclusive = true
        return
      }
    }
    self.init(keyword: inclusive == nil ? nil : keyword, number: inclusive)
    isExclusive = inclusive != nil && schema.isTrue(exclusive)
  }

  var text: String? {
    number.map { (isExclusive ? "exclusively " : "") + String(decoding: $0, as: UTF8.self) }
  }

  /// Less than zero if this one lets less pass than the other, more than zero if more.
  func order(to other: Bound, isLeast: Bool) -> Int {
    guard let number else { return other.number == nil ? 0 : 1 }
    guard let otherNumber = other.number else { return -1 }
    let order = compare(number, otherNumber)
    if order != 0 { return isLeast ? -order : order }
    return isExclusive == other.isExclusive ? 0 : isExclusive ? -1 : 1
  }
}

private func compare(_ first: [UInt8], _ second: [UInt8]) -> Int {
  first.withByteSlice { first in second.withByteSlice { compareNumbers(first, $0) } }
}

extension [UInt8] {
  /// Of the token of a number: whether it is zero.
  var isZero: Bool {
    withByteSlice { number in
      [UInt8(ascii: "0")].withByteSlice { numbersAreEqual(number, $0) }
    }
  }
}
