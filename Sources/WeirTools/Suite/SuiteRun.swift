package import WeirJSON
package import WeirLoad
import WeirReport
import WeirSchema

/// Runs the tests of suites: files in, one result out. Nothing that is wrong with one file, schema or
/// test stops the others.
package struct SuiteRun {
  private let loader: SchemaLoader
  private let instances: DocumentOptions
  private let maxErrors: Int
  private var result = SuiteResult()

  /// - Parameters:
  ///   - loader: Compiles the schemas and finds what they refer to.
  ///   - instances: How suites are read.
  ///   - maxErrors: Errors kept of an instance that ought to be valid.
  ///   - measuresCoverage: Whether to note what the tests reach, which takes several times as long.
  package init(
    _ loader: SchemaLoader, instances: DocumentOptions, maxErrors: Int, measuresCoverage: Bool
  ) {
    self.loader = loader
    self.instances = instances
    self.maxErrors = maxErrors
    if measuresCoverage { result.coverage = SchemaCoverage() }
  }

  /// - Parameter findings: Of the files in folders those are suites that hold an array; a folder may
  ///   hold the schemas too.
  package mutating func run(_ findings: [InputSearch.Finding]) -> SuiteResult {
    for finding in findings {
      switch finding {
      case .file(let file): run(file)
      case .fault(let error):
        result.files.append(.init(name: error.path, fault: .unreadable(error)))
      case .nothing(let argument): result.files.append(.init(name: argument, fault: .absent))
      }
    }
    return result
  }

  private mutating func run(_ input: InputFile) {
    let file: InstanceFile
    do throws(FileError) {
      file = try InstanceFile(path: input.path)
    } catch {
      result.files.append(.init(name: input.path, fault: .unreadable(error)))
      return
    }
    do throws(InstanceFault) {
      let source = try file.document(options: instances)
      if !input.isFoundInFolder || source.tape.kind(of: 0) == .array {
        run(source, path: input.path)
      }
    } catch {
      // Who names a folder need not mean every file in it.
      guard !input.isFoundInFolder else { return }
      result.files.append(.init(name: file.name, fault: .malformed(error, file)))
    }
  }

  private mutating func run(_ source: SchemaSource, path: String) {
    let suite: SchemaSuite
    do throws(SuiteFault) {
      suite = try SchemaSuite(source)
    } catch {
      result.files.append(.init(name: source.name, fault: error))
      return
    }
    var file = SuiteResult.FileResult(name: suite.name)
    // Groups often have the same schema: a reference to one file.
    var loaded: [[UInt8]: Result<LoadedSchema, LoadError>] = [:]
    for (index, group) in suite.groups.enumerated() {
      let text = source.tape.text[source.tape.byteRange(of: group.schema)].copied()
      let known = loaded[text]
      let schema = known ?? load(group, index, of: suite, path: path)
      loaded[text] = schema
      file.groups.append(run(group, of: suite, by: schema, isNew: known == nil))
    }
    result.files.append(file)
  }

  /// Each schema has a URI of its own, so that two without `$id` have different locations; relative
  /// references do not see the query (RFC 3986 §5.2.2).
  private func load(
    _ group: SuiteGroup, _ index: Int, of suite: SchemaSuite, path: String
  ) -> Result<LoadedSchema, LoadError> {
    do throws(LoadError) {
      let uri = retrievalURI(ofFile: path) + "?group=\(index + 1)"
      let part: SchemaSource
      do throws(SyntaxError) {
        part = try suite.source.part(at: group.schema, uri: uri)
      } catch {
        throw .schema(
          SchemaError(.limit, "\(error)", place: suite.source.place(of: group.schema)), sources: [])
      }
      return .success(try loader.load(part))
    } catch {
      return .failure(error)
    }
  }
}

// MARK: - One group

extension SuiteRun {
  private mutating func run(
    _ group: SuiteGroup, of suite: SchemaSuite, by schema: Result<LoadedSchema, LoadError>,
    isNew: Bool
  ) -> SuiteResult.GroupResult {
    var outcome = SuiteResult.GroupResult(
      description: group.description, repeatsSchema: !isNew, testCount: group.tests.count)
    let loaded: LoadedSchema
    switch schema {
    case .failure(let error):
      outcome.fault = error
      return outcome
    case .success(let known): loaded = known
    }
    if isNew {
      outcome.warnings = loaded.textWarnings
      result.coverage?.add(loaded.schema, from: loaded.sources[0])
    }
    outcome.texts = SchemaTexts(loaded.sources)
    var validator = Validator(loaded.schema)
    for test in group.tests {
      guard let instance = try? suite.source.part(at: test.instance, uri: "") else { continue }
      outcome.tests.append(
        SuiteResult.TestResult(
          description: test.description, expectsValid: test.expectsValid,
          place: instance.place(of: 0), outcome: judge(instance, test, by: &validator)))
      if result.coverage != nil,
        case .unit(let unit) = validator.output(on: instance, .everything)
      {
        result.coverage?.note(unit)
      }
    }
    return outcome
  }

  private func judge(
    _ instance: SchemaSource, _ test: SuiteTest, by validator: inout Validator
  ) -> SuiteResult.Outcome {
    let report = validator.report(on: instance, limit: test.expectsValid ? maxErrors : 1)
    guard report.isValid else {
      let isVerdict = !report.errors.contains { $0.code.hasPrefix("limit.") }
      return isVerdict ? .invalid(report) : .limitExceeded(report)
    }
    guard !test.expectsValid, case .success(let made) = Explanation.of(instance, by: &validator)
    else { return .valid(because: []) }
    return .valid(because: ExplanationText(made, schemas: [], style: RenderStyle()).remarks())
  }
}
