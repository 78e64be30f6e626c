import WeirJSON

// Assertions on the value itself: any type, numbers, strings.

extension Compiler {
  /// `enum` and `const`.
  mutating func compileAny() throws(SchemaError) {
    if let node = current.value(.enum, .array) {
      emit(.assertEnum, for: .enum, a: addEnum(Array(tape.elements(of: node))))
    }
    if let node = current.value(.const) {
      if tape.kind(of: node) == .string {
        let text = tape.bytes(at: node)
        emit(
          .assertStringIs, for: .const, a: parts.keys.addBytes(text), b: UInt32(text.count))
      } else {
        emit(.assertEnum, for: .const, a: addEnum([node]))
      }
    }
  }

  private mutating func addEnum(_ values: [Int]) -> UInt32 {
    var plan = EnumPlan(firstLiteral: UInt32(parts.literals.count))
    var strings: [(key: [UInt8], value: UInt32)] = []
    for value in values {
      switch tape.kind(of: value) {
      case .string: strings.append((tape.bytes(at: value), 0))
      case .null, .false, .true: plan.kinds.insert(KindSet(tape.kind(of: value)))
      case .integer, .decimal, .array, .object:
        parts.literals.append(
          Literal(source: UInt32(current.place.source), node: UInt32(value)))
        plan.literalCount += 1
      }
    }
    if !strings.isEmpty {
      plan.strings = parts.keys.addTable(strings)
      plan.hasStrings = true
    }
    parts.enums.append(plan)
    return UInt32(parts.enums.count - 1)
  }

  mutating func compileNumber() throws(SchemaError) {
    // Draft 4: `exclusiveMinimum: true` turns its sibling `minimum` into an exclusive one.
    let excludesMinimum = current.value(.exclusiveMinimum, KindSet(.true)) != nil
    let excludesMaximum = current.value(.exclusiveMaximum, KindSet(.true)) != nil
    addBound(.minimum, excludesMinimum ? .assertExclusiveMinimum : .assertMinimum)
    addBound(.maximum, excludesMaximum ? .assertExclusiveMaximum : .assertMaximum)
    if current.rules.dialect > .draft4 {
      addBound(.exclusiveMinimum, .assertExclusiveMinimum)
      addBound(.exclusiveMaximum, .assertExclusiveMaximum)
    }
    try addDivisor(.multipleOf)
    try addDivisor(.divisibleBy)
  }

  private mutating func addDivisor(_ keyword: Keyword) throws(SchemaError) {
    guard let node = current.value(keyword, .number) else { return }
    guard let divisor = NumberDivisor(tape.rawContent(of: node)) else {
      throw parts.resources.error(
        .keyword, "\(KeywordTable.name(of: keyword)) must be greater than zero",
        at: current.at(node))
    }
    parts.divisors.append(divisor)
    emit(.assertMultipleOf, for: keyword, on: .number, a: UInt32(parts.divisors.count - 1))
  }

  private mutating func addBound(_ keyword: Keyword, _ opcode: Opcode) {
    guard let node = current.value(keyword, .number) else { return }
    parts.bounds.append(NumberBound(tape.rawContent(of: node)))
    emit(opcode, for: keyword, on: .number, a: UInt32(parts.bounds.count - 1))
  }

  mutating func compileString() throws(SchemaError) {
    if let limit = count(of: .minLength), limit > 0 {
      emit(.assertMinLength, for: .minLength, on: .string, a: limit)
    }
    if let limit = count(of: .maxLength) {
      emit(.assertMaxLength, for: .maxLength, on: .string, a: limit)
    }
    if let node = current.value(.pattern, .string),
      let pattern = addPattern(tape.bytes(at: node), at: node)
    {
      emit(.assertPattern, for: .pattern, on: .string, a: pattern)
    }
    try compileFormat()
    try compileContent()
  }

  /// `format` asserts where the user or the metaschema says so; elsewhere it is an annotation.
  private mutating func compileFormat() throws(SchemaError) {
    guard let node = current.value(.format, .string) else { return }
    if let custom = customFormat(named: tape.string(at: node)) {
      emit(custom, key: current.key(.format), on: .string)
      return
    }
    let isAsserted =
      options.assertsFormat ?? current.rules.vocabularies.contains(.formatAssertion)
    guard isAsserted else {
      parts.hasUncheckedFormats = true
      return
    }
    if current.rules.vocabularies.contains(.openAPI),
      let format = OpenAPI.numberFormats[tape.string(at: node)]
    {
      addNumberFormat(format)
      return
    }
    // An unknown format asserts nothing, by every dialect, unless a metaschema insists.
    guard let format = Format.named(tape.string(at: node), dialect: current.rules.dialect) else {
      parts.unknownFormats.append(current.at(node))
      return try rejectUnknownFormat(at: node)
    }
    emit(
      .assertFormat, for: .format, on: .string, a: UInt32(format.rawValue))
  }

  /// Under the format-assertion vocabulary an unknown format must not be passed over. Validation
  /// 2020-12 §7.2.3.
  private func rejectUnknownFormat(at node: Int) throws(SchemaError) {
    guard current.rules.dialect == .draft2020_12,
      current.rules.vocabularies.contains(.formatAssertion)
    else { return }
    throw parts.resources.error(
      .unsupportedFormat,
      "the metaschema asks for formats to be asserted, and \"\(tape.string(at: node))\" is not known",
      at: current.at(node))
  }

  private mutating func addNumberFormat(_ format: OpenAPI.NumberFormat) {
    for (opcode, bound) in [
      (Opcode.assertMinimum, format.minimum), (.assertMaximum, format.maximum),
    ] {
      parts.bounds.append(NumberBound(ByteSlice(bound)))
      emit(opcode, for: .format, on: .number, a: UInt32(parts.bounds.count - 1))
    }
    guard format.isIntegral, let one = NumberDivisor(ByteSlice("1")) else { return }
    parts.divisors.append(one)
    emit(.assertMultipleOf, for: .format, on: .number, a: UInt32(parts.divisors.count - 1))
  }

  /// Compiles a pattern; returns its index. One that cannot be run is noted, and nil stands for it.
  mutating func addPattern(_ source: [UInt8], at node: Int) -> UInt32? {
    do throws(PatternError) {
      let firstKey = parts.patterns.last?.keys.upperBound ?? 0
      let pattern = try Pattern(source, firstKey: firstKey)
      parts.patternPlans.append(pattern.plan(&parts.keys))
      parts.patterns.append(pattern)
    } catch {
      guard hasRoomForFaults else { return nil }
      let code = error.isUnsupported ? SchemaError.Code.unsupportedPattern : .invalidPattern
      note(
        parts.resources.error(
          code, "\(error)", at: current.at(node), help: PatternRemedy.text(for: error, in: source)),
        at: node)
      return nil
    }
    return UInt32(parts.patterns.count - 1)
  }
}
