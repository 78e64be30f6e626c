import Glibc
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
  }

  /// Whether standard error carries quarantine records or lines.
  var standardErrorCarriesRecords: Bool {
    options.quarantine == .standardError && !standardErrorIsTerminal
  }

  var standardErrorIsTerminal: Bool { isatty(2) == 1 }

  /// Folder for lines that are too long and come through a pipe: beside a quarantine that is a file.
  var overlongFolder: String? {
    guard case .file(let path) = options.quarantine, options.redactedPointers.isEmpty else {
      return nil
    }
    let status = try? system.status(at: path)
    return status.map { $0.kind == .regular } ?? true ? path + ".d" : nil
  }

  /// Refuses what would destroy an input or mix two outputs.
  func check() throws(Refusal) {
    if options.quarantineFormat == .raw, !options.redactedPointers.isEmpty {
      throw .usage("--redact needs --quarantine-format record: a raw line shows everything")
    }
    let outputs = namedOutputs
    for (index, path) in outputs.enumerated() {
      for other in outputs.dropFirst(index + 1) where isSame(path, other) {
        throw .usage("\(path) is named as two outputs")
      }
      if options.existing == .keep, (try? system.status(at: path))?.kind == .regular {
        throw .exists(path)
      }
    }
    for input in options.inputs {
      let name = InputName(path: input)
      for path in outputs where isSame(path, input) { throw isInput(path, name) }
      for (descriptor, output) in standardOutputs where isSame(descriptor, input) {
        throw isInput(output, name)
      }
    }
  }

  func openAccepted() throws(Refusal) -> OutputFile {
    guard let path = options.accepted else {
      return OutputFile(standard: 1, name: "standard output", system: system)
    }
    return try open(path)
  }

  func openQuarantine() throws(Refusal) -> OutputFile? {
    switch options.quarantine {
    case .discard: nil
    case .standardError: OutputFile(standard: 2, name: "standard error", system: system)
    case .file(let path): try open(path)
    }
  }

  /// Standard output, where it is a pipe whose reader may leave; else -1.
  var watchedOutput: Int32 {
    guard options.accepted == nil, let status = try? system.status(of: 1), status.kind == .pipe
    else { return -1 }
    system.widenPipe(1, to: InputFile.pipeBytes)
    return 1
  }

  private func open(_ path: String) throws(Refusal) -> OutputFile {
    do {
      if options.existing == .append {
        var file = try OutputFile(appendingTo: path, system: system)
        try file.endOpenLine()
        return file
      }
      return try OutputFile(replacing: path, system: system)
    } catch {
      throw .unwritable(error)
    }
  }

  private var namedOutputs: [String] {
    var paths = [options.accepted, options.summary].compactMap { $0 }
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
    guard let file = regularFile(other) else { return false }
    let target = system.linkTarget(output) ?? output
    return [target, target + ".partial"].contains { regularFile($0) == file }
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
