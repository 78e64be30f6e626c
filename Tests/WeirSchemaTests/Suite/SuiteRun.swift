import SchemaTestSupport
import WeirJSON
import WeirSchema

/// What became of the tests of one file.
struct SuiteRun: Sendable {
  /// One test and what the library said of it.
  struct Outcome: Sendable, CustomStringConvertible {
    let caseDescription: String
    let testDescription: String
    let expected: Answer
    let answer: Answer

    var isPass: Bool { answer == expected }

    var description: String {
      "/ \(caseDescription) / \(testDescription): expected \(expected), got \(answer)"
    }
  }

  /// An error is never taken for "invalid".
  enum Answer: Hashable, Sendable, CustomStringConvertible {
    case valid, invalid
    case error(String)

    var description: String {
      switch self {
      case .valid: "valid"
      case .invalid: "invalid"
      case .error(let text): "error: \(text)"
      }
    }
  }

  let file: SuiteFile
  let outcomes: [Outcome]

  /// Runs all cases of `file`, with the suite's remotes at hand and without a network.
  init(_ file: SuiteFile) throws {
    self.file = file
    let options = file.options
    let registry = Registry.suiteRemotes[file.dialect] ?? Registry()
    outcomes = try file.cases().flatMap { suiteCase -> [Outcome] in
      let answers = Self.answers(to: suiteCase, registry: registry, options: options)
      return zip(suiteCase.tests, answers).map { test, answer in
        Outcome(
          caseDescription: suiteCase.description, testDescription: test.description,
          expected: test.isValid ? .valid : .invalid, answer: answer)
      }
    }
  }

  private static func answers(
    to suiteCase: SuiteCase, registry: Registry, options: SchemaOptions
  ) -> [Answer] {
    do throws(SchemaError) {
      var validator = Validator(
        try Schema(json: suiteCase.schema, registry: registry, options: options))
      return suiteCase.tests.map { Answer(validator.validate($0.instance)) }
    } catch {
      return suiteCase.tests.map { _ in .error("\(error.code.rawValue): \(error)") }
    }
  }

  /// Every file's run, made when first asked for.
  static let all: [SuiteFile: SuiteRun] = {
    var runs: [SuiteFile: SuiteRun] = [:]
    for file in SuiteFile.all { runs[file] = try? SuiteRun(file) }
    return runs
  }()
}

extension SuiteRun.Answer {
  init(_ verdict: Verdict) {
    switch verdict {
    case .valid: self = .valid
    case .invalid: self = .invalid
    case .malformed(let error): self = .error("\(error.code.rawValue): \(error)")
    case .limitExceeded(let limit): self = .error("\(limit)")
    }
  }
}
