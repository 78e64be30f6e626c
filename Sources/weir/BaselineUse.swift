import WeirLoad
import WeirReport
import WeirSchema

/// What a run does with findings before they are reported.
enum BaselineUse {
  /// All are reported.
  case none
  /// Those that are new are.
  case known(Baseline, path: String)
  /// None is; all are kept.
  case write(BaselineWriter, path: String)

  /// How many errors of one document a baseline can hold. More than anybody wants to know of.
  static let maxErrors = 100_000

  init(_ arguments: BaselineArguments) throws(LoadError) {
    if let path = arguments.baseline {
      self = .known(try Baseline(path), path: path)
    } else if let path = arguments.writeBaseline {
      self = .write(BaselineWriter(path: path), path: path)
    } else {
      self = .none
    }
  }

  /// Whether findings are held against one another.
  var comparesFindings: Bool { if case .none = self { false } else { true } }

  mutating func begin(file path: String) {
    guard case .known(var baseline, let name) = self else { return }
    self = .none
    baseline.begin(file: path)
    self = .known(baseline, path: name)
  }

  /// What is to be reported of a document's errors.
  mutating func reported(_ report: Report, in path: String) -> Report {
    switch consume self {
    case .none:
      self = .none
      return report
    case .known(var baseline, let name):
      let errors = baseline.newErrors(among: report.errors, in: path)
      self = .known(baseline, path: name)
      return Report(errors: errors, isTruncated: report.isTruncated)
    case .write(var writer, let name):
      writer.add(report.errors, in: path)
      self = .write(writer, path: name)
      return Report(errors: [], isTruncated: report.isTruncated)
    }
  }

  /// Writes the baseline, if that is what the run is for; what there is to say of it.
  func write() throws(FileError) -> String? {
    guard case .write(let writer, let path) = self else { return nil }
    try writer.write()
    return "\(counted(writer.count, "finding")) written to \(path.printable)"
  }

  /// Stale findings that are named one by one.
  private static let shownStale = 3

  /// What there is to say at the end of a run.
  var notes: [String] {
    switch self {
    case .none, .write: return []
    case .known(let baseline, let path):
      var notes: [String] = []
      if baseline.knownCount > 0 {
        notes.append("\(counted(baseline.knownCount, "finding")) known by \(path.printable)")
      }
      let stale = baseline.stale
      guard !stale.isEmpty else { return notes }
      let count = stale.reduce(0) { $0 + $1.count }
      notes.append(
        "\(counted(count, "finding")) known by \(path.printable) \(count == 1 ? "is" : "are") gone;"
          + " to forget \(count == 1 ? "it" : "them"): --write-baseline \(path.printable)")
      for (finding, _) in stale.prefix(BaselineUse.shownStale) {
        let pointer = finding.instanceLocation.isEmpty ? "the root" : finding.instanceLocation
        notes.append("  \("\(finding.file): \(finding.code) at \(pointer)".printable)")
      }
      if stale.count > BaselineUse.shownStale {
        notes.append("  … and \(stale.count - BaselineUse.shownStale) more")
      }
      return notes
    }
  }
}
