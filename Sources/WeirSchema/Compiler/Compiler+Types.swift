import WeirJSON

// `type` in every dialect, and what only draft 3 has: schemas among the types, `disallow`, `extends`,
// `required` inside the schemas of properties. draft-zyp-json-schema-03 §5.

extension Compiler {
  /// `type`, and `disallow` of draft 3.
  mutating func compileTypes() throws(SchemaError) {
    if let node = current.value(.type) {
      let (types, schemas) = try typeList(at: node)
      if schemas.isEmpty {
        // OpenAPI 3.0.3 §4.7.24.1: null is added to the type that stands beside, and to no `enum`.
        let isNullable = current.value(.nullable, KindSet(.true)) != nil
        addTypeAssertion(isNullable ? types.union(.null) : types)
      } else if types != .all {
        try addTypeList(.logicalTypes, for: .type, types, schemas)
      }
    }
    if let node = current.value(.disallow) {
      let (types, schemas) = try typeList(at: node)
      try addTypeList(.logicalDisallow, for: .disallow, types, schemas)
    }
  }

  private mutating func addTypeAssertion(_ types: KindSet) {
    let isByNotation = takesIntegersByNotation && types.allowsIntegersOnly
    let kinds = isByNotation ? types.union(.number) : types
    if kinds != .all { emit(.assertTypes, for: .type, flag: UInt16(kinds.rawValue)) }
    if isByNotation { emit(.assertNever, for: .type, on: KindSet(.decimal)) }
  }

  private mutating func addTypeList(
    _ opcode: Opcode, for keyword: Keyword, _ types: KindSet, _ schemas: [Int]
  ) throws(SchemaError) {
    let byNotation = takesIntegersByNotation ? TypeListFlag.integersByNotation : 0
    emit(
      opcode, for: keyword, flag: UInt16(types.rawValue) | byNotation,
      a: try addTargets(schemas.map { current.at($0) }), b: UInt32(schemas.count))
  }

  /// An option for draft 3 and 4, which define integers by how they are written.
  private var takesIntegersByNotation: Bool {
    options.integersByNotation && current.rules.dialect <= .draft4
  }

  /// The types that a name or a list of names stands for, and, in draft 3, the schemas among them.
  private func typeList(at node: Int) throws(SchemaError) -> (types: KindSet, schemas: [Int]) {
    var types: KindSet = []
    var schemas: [Int] = []
    for element in tape.kind(of: node) == .array ? Array(tape.elements(of: node)) : [node] {
      if tape.kind(of: element) == .object, current.rules.dialect == .draft3 {
        schemas.append(element)
      } else {
        types.formUnion(try typeNamed(element))
      }
    }
    return (types, schemas)
  }

  private func typeNamed(_ node: Int) throws(SchemaError) -> KindSet {
    switch tape.string(at: node) {
    case "null": return .null
    case "boolean": return .boolean
    case "integer": return .integer
    case "number": return .number
    case "string": return .string
    case "array": return .array
    case "object": return .object
    case "any" where current.rules.dialect == .draft3: return .all
    // Draft 3 leaves open what other names mean, and its metaschema allows them; taking them for
    // anything would accept what the author meant to keep out.
    case let name:
      throw parts.resources.error(
        .keyword, "there is no type \"\(name)\"", at: current.at(node))
    }
  }

  /// `extends` of draft 3: one schema or several, all of which apply.
  mutating func compileExtends() throws(SchemaError) {
    guard let node = current.value(.extends) else { return }
    let isList = tape.kind(of: node) == .array
    for place in isList ? Array(tape.elements(of: node)) : [node] {
      let target = try addTarget(current.at(place))
      current.inPlace.append(Int(parts.targets[Int(target)].schema))
      emit(.logicalApply, for: .extends, a: target)
    }
  }

  /// A member is required by a `required` inside the schema of the property.
  mutating func compileRequiredMembers() throws(SchemaError) {
    guard current.rules.dialect == .draft3, let node = current.value(.properties, .object) else {
      return
    }
    for key in tape.members(of: node) where !tape.hasReference(key + 1) {
      guard let value = tape.member("required", of: key + 1), tape.kind(of: value) == .true else {
        continue
      }
      parts.names.append(addName(tape.bytes(at: key)))
      parts.sites.append(
        KeywordSite(
          source: UInt32(current.place.source), schema: UInt32(key + 1), key: UInt32(value - 1)))
      current.code.append(
        Instruction(
          opcode: .assertHasMember, kinds: .object, a: UInt32(parts.names.count - 1),
          b: try target(current.at(key + 1)).schema, keyword: UInt32(parts.sites.count - 1)))
    }
  }
}
