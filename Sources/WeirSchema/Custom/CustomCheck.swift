import WeirJSON

/// An assertion that the user of the library brings: the operand of `assertCustom`.
enum CustomCheck: Sendable {
  case format(@Sendable (String) -> Bool)
  /// With the keyword's value in the schema.
  case keyword(any CustomKeyword, parameter: Literal)
}

extension Compiler {
  /// The format of that name that the user brings. It is asserted unless formats must not be.
  func customFormat(named name: String) -> CustomCheck? {
    options.assertsFormat == false ? nil : options.formats[name].map { .format($0) }
  }

  /// Keywords of the user's own; those that the dialect knows are not theirs.
  mutating func compileCustomKeywords() throws(SchemaError) {
    guard !options.keywords.isEmpty else { return }
    parts.customKeywords = Set(options.keywords.keys)
    for key in tape.members(of: current.place.node) {
      guard let keyword = options.keywords[tape.string(at: key)],
        KeywordTable.shared.row(for: key, in: tape, current.rules) == nil
      else { continue }
      if let problem = keyword.problem(with: JSONView(tape, at: key + 1)) {
        throw parts.resources.error(.keyword, problem, at: current.at(key + 1))
      }
      let parameter = Literal(source: UInt32(current.place.source), node: UInt32(key + 1))
      emit(.keyword(keyword, parameter: parameter), key: UInt32(key))
    }
  }

  mutating func emit(_ check: CustomCheck, key: UInt32, on kinds: KindSet = .all) {
    parts.sites.append(
      KeywordSite(
        source: UInt32(current.place.source), schema: UInt32(current.place.node), key: key))
    parts.customChecks.append(check)
    current.code.append(
      Instruction(
        opcode: .assertCustom, kinds: kinds, a: UInt32(parts.customChecks.count - 1),
        keyword: UInt32(parts.sites.count - 1)))
  }
}

extension Evaluator {
  @inline(never)
  mutating func assertCustom(_ instruction: Instruction, _ node: Int) -> Bool {
    switch program.customChecks[Int(instruction.a)] {
    case .format(let accepts):
      return accepts(tape.string(at: node)) || reject(instruction, node)
    case .keyword(let keyword, let parameter):
      let schema = program.tape(of: Int(parameter.source))
      let result = keyword.evaluate(
        JSONView(tape, at: node), parameter: JSONView(schema, at: Int(parameter.node)))
      switch result {
      case .valid: return true
      case .annotated(let text):
        if Observer.seesEverySchema { observer.annotate(site: Int(instruction.keyword), text) }
        return true
      case .invalid(let message):
        return reject(
          Fault(site: Int(instruction.keyword), node: node, detail: .message(message)))
      }
    }
  }
}
