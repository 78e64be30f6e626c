import Glibc
import WeirCompression
import WeirJSON

/// Opens the outputs of a run, once it is sure that none of them is an input.
struct OutputPlan {
  let options: FilterOptions
  let system: any SystemCalls

  /// A run that cannot begin.
  enum Refusal: Error {
    /// What was asked for makes no sense.
    case usage(String)
    case unwritable(OutputFailure)
    case exists(String)
    case state(StateFault)
  }

  /// Whether standard error carries quarantine records or lines.
  var standardErrorCarriesRecords: Bool {
    options.quarantine == .standardError && !standardErrorIsTerminal
  }

  var standardErrorIsTerminal: Bool { system.isTerminal(2) }

  /// What is written of a rejected line.
  var rejectForm: RejectWriter.Form {
    if options.quarantine == .discard { return .nothing }
    if options.quarantineFormat == .raw { return .raw }
    guard options.quarantine == .standardError, standardErrorIsTerminal else { return .record }
    return .people(options.drawReject ?? { $0.plainText() })
  }

  /// How progress is told.
  var progressForm: ProgressReporter.Form {
    switch options.progress {
    case .never: .never
    case .json: .json
    case .auto:
      // What is shown on the same terminal is progress enough.
      standardErrorIsTerminal && !options.isQuiet && options.quarantine != .standardError
        && (options.accepted != nil || !system.isTerminal(1)) ? .line : .never
    }
  }

  /// Bytes of all inputs together; nil where one is no regular file, or has no end.
  var inputBytes: Int? {
    if options.follow != nil { return nil }
    var sum = 0
    for input in options.inputs {
      guard let status = try? status(of: InputName(path: input)), status.kind == .regular else {
        return nil
      }
      sum += status.size
    }
    return sum
  }

  /// Folder for lines that are too long and come through a pipe: beside a quarantine that is a file.
  var overlongFolder: String? {
    guard case .file(let path) = options.quarantine, options.redactedPointers.isEmpty else {
      return nil
    }
    let status = try? system.status(at: path)
    return status.map { $0.kind == .regular } ?? true ? path + ".d" : nil
  }

  /// Refuses what would destroy an input or mix two outputs.
  ///
  /// - Parameter isFresh: No output can be there from an earlier start.
  func check(isFresh: Bool = true) throws(Refusal) {
    if options.quarantineFormat == .raw, !options.redactedPointers.isEmpty {
      throw .usage("--redact needs --quarantine-format record: a raw line shows everything")
    }
    let outputs = namedOutputs
    for (index, path) in outputs.enumerated() {
      for other in outputs.dropFirst(index + 1) where isSame(path, other) {
        throw .usage("\(path) is named as two outputs")
      }
      if isFresh, options.existing == .keep, (try? system.status(at: path))?.kind == .regular {
        throw .exists(path)
      }
    }
    if options.follow != nil { try checkFollowable() }
    for input in options.inputs {
      let name = InputName(path: input)
      for path in outputs where isSame(path, input) { throw isInput(path, name) }
      for (descriptor, output) in standardOutputs where isSame(descriptor, input) {
        throw isInput(output, name)
      }
    }
    for file in options.schemaFiles {
      for path in outputs where isSame(path, file) {
        throw .usage("\(path) is output and schema at once (\(file))")
      }
    }
  }

  /// Refuses what no later start could go on with.
  func checkRecoverable() throws(Refusal) {
    if options.framing == .array {
      throw .usage(
        "--state cannot go on inside an array: --framing concatenated takes its elements")
    }
    for input in options.inputs {
      let name = InputName(path: input)
      guard let status = try? status(of: name) else { continue }
      if status.kind != .regular {
        guard !options.replaysInputs else { continue }
        throw .usage(
          "\(name.text) is no regular file, which --state cannot go on with; "
            + "--replayed-input says that it starts over when the run does")
      }
      if name.isStandardInput, (try? system.seek(0, to: 0, from: .current)) != 0 {
        throw .usage("standard input is not at its beginning, which --state needs")
      }
    }
    guard options.accepted == nil, options.quarantine == .standardError,
      let output = try? system.status(of: 1), output.kind == .regular,
      let error = try? system.status(of: 2)
    else { return }
    if output.identity == error.identity {
      throw .usage("--state cannot keep standard output and standard error apart: one file is both")
    }
  }

  func status(of input: InputName) throws(SystemError) -> FileStatus {
    input.isStandardInput ? try system.status(of: 0) : try system.status(at: input.path)
  }

  /// - Parameter place: Where an earlier start left it.
  func openAccepted(_ place: OutputFile.Place? = nil) throws(OutputFailure) -> OutputFile {
    var file: OutputFile
    if let path = options.accepted {
      file = try open(path, place)
    } else {
      file = try standard(1, "standard output")
    }
    switch options.compression {
    case nil: try file.compress(asNamed: options.accepted)
    case .some(.none): break
    case .gzip: try file.compress(as: .gzip)
    case .zstd: try file.compress(as: .zstd)
    }
    return file
  }

  func openQuarantine(_ place: OutputFile.Place? = nil) throws(OutputFailure) -> OutputFile? {
    switch options.quarantine {
    case .discard: nil
    case .standardError: try standard(2, "standard error")
    case .file(let path): try openByName(path, place)
    }
  }

  /// The same, compressed if its name says so.
  private func openByName(
    _ path: String, _ place: OutputFile.Place?
  ) throws(OutputFailure) -> OutputFile {
    var file = try open(path, place)
    try file.compress(asNamed: path)
    return file
  }

  private func standard(_ descriptor: Int32, _ name: String) throws(OutputFailure) -> OutputFile {
    if options.state == nil {
      return OutputFile(standard: descriptor, name: name, system: system)
    }
    return try OutputFile(standardFile: descriptor, name: name, system: system)
  }

  func openDuplicates(_ place: OutputFile.Place? = nil) throws(OutputFailure) -> OutputFile? {
    guard let path = options.dedupe?.duplicates else { return nil }
    return try openByName(path, place)
  }

  /// Standard output, where it is a pipe whose reader may leave; else -1.
  var watchedOutput: Int32 {
    guard options.accepted == nil, let status = try? system.status(of: 1), status.kind == .pipe
    else { return -1 }
    system.widenPipe(1, to: InputFile.pipeBytes)
    return 1
  }

  private func open(
    _ path: String, _ place: OutputFile.Place?
  ) throws(OutputFailure) -> OutputFile {
    let keepsExisting = options.existing == .keep
    if let place {
      return try OutputFile(resuming: place, keepsExisting: keepsExisting, system: system)
    }
    return options.existing == .append
      ? try OutputFile(appendingTo: path, isAlone: options.state != nil, system: system)
      : try OutputFile(replacing: path, keepsExisting: keepsExisting, system: system)
  }

  private var namedOutputs: [String] {
    var paths = [options.accepted, options.dedupe?.duplicates, options.summary].compactMap { $0 }
    if case .file(let path) = options.quarantine { paths.append(path) }
    return paths
  }

  private var standardOutputs: [(Int32, String)] {
    var outputs: [(Int32, String)] = []
    if options.accepted == nil { outputs.append((1, "standard output")) }
    if options.quarantine == .standardError { outputs.append((2, "standard error")) }
    return outputs
  }

  private func isInput(_ output: String, _ input: InputName) -> Refusal {
    .usage("\(output) is input and output at once (\(input.text))")
  }

  /// Whether two names are one regular file, or one would be written as the other's `.partial`.
  private func isSame(_ output: String, _ other: String) -> Bool {
    if output == other { return regularFile(other) != nil || other != "-" && !isSpecial(other) }
    let target = system.linkTarget(output) ?? output
    let written = [target, target + ".partial"]
    guard let file = regularFile(other) else {
      guard other != "-", !isSpecial(other), let place = place(of: other) else { return false }
      return written.contains { self.place(of: $0) == place }
    }
    return written.contains { regularFile($0) == file }
  }

  /// Where a file would be made: what tells two spellings of one path, while there is no such file.
  private struct FilePlace: Equatable {
    let folder: FileStatus.Identity
    let name: Substring
  }

  private func place(of path: String) -> FilePlace? {
    let target = system.linkTarget(path) ?? path
    guard let name = target.split(separator: "/").last,
      let folder = try? system.status(at: target.folder ?? ".")
    else { return nil }
    return FilePlace(folder: folder.identity, name: name)
  }

  private func isSame(_ descriptor: Int32, _ input: String) -> Bool {
    guard let status = try? system.status(of: descriptor), status.kind == .regular else {
      return false
    }
    return regularFile(input) == status.identity
  }

  /// The identity of a regular file; nil for anything else.
  private func regularFile(_ path: String) -> FileStatus.Identity? {
    let status = path == "-" ? try? system.status(of: 0) : try? system.status(at: path)
    guard let status, status.kind == .regular else { return nil }
    return status.identity
  }

  private func isSpecial(_ path: String) -> Bool {
    (try? system.status(at: path)).map { $0.kind != .regular } ?? false
  }
}
