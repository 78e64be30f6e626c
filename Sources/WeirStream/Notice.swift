import WeirJSON

/// Something the run has to say besides its results: to the user, or in the stream of records.
struct Notice: Sendable {
  enum Severity: String {
    case info, warning, error
  }

  let severity: Severity

  /// Stable, for machines.
  let code: String

  /// One line for people.
  let text: String

  /// Whether an input could not be read.
  var isUnreadableInput = false

  static func unreadable(_ input: InputName, _ error: InputFailure) -> Notice {
    Notice(
      severity: .error, code: error.code, text: "cannot read \(input.text): \(error.text)",
      isUnreadableInput: true)
  }

  /// An input that does not begin as it did when an earlier start of the run read it.
  static func changed(_ input: InputName) -> Notice {
    Notice(
      severity: .error, code: "input.unreadable",
      text: "cannot go on with \(input.text): what it begins with is not what was read before",
      isUnreadableInput: true)
  }

  /// A followed name has become another file's.
  static func replaced(_ input: InputName) -> Notice {
    Notice(
      severity: .info, code: "input.replaced",
      text: "\(input.text) is another file now: the earlier one was read to its end")
  }

  /// The same, where the file that had the name cannot be found to see whose name it was after that.
  static func replacedUnseen(_ input: InputName) -> Notice {
    Notice(
      severity: .warning, code: "input.replaced",
      text:
        "\(input.text) is another file now: the earlier one was read to its end, and is gone from "
        + "the folder, so that a file that had the name only in between would not be known")
  }

  /// A followed file was cut.
  static func shrunk(_ input: InputName) -> Notice {
    Notice(
      severity: .warning, code: "input.shrunk",
      text: "\(input.text) has shrunk: it is read from its beginning, as a new file")
  }

  static func byteOrderMark(_ input: InputName) -> Notice {
    Notice(
      severity: .warning, code: "frame.byte_order_mark",
      text: "\(input.text) starts with a byte order mark, which was skipped")
  }

  static let uncheckedFormats = Notice(
    severity: .warning, code: "schema.format_unchecked",
    text: "the schema has `format` and it was not checked; --assert-format checks it")

  static func schema(_ remark: SchemaRemark) -> Notice {
    Notice(severity: .warning, code: remark.code, text: remark.text)
  }

  static func unwritable(_ failure: OutputFailure) -> Notice {
    if failure.isInUse {
      return Notice(
        severity: .error, code: "output.in_use",
        text: "\(failure.path) is being written by another run")
    }
    let remedy =
      failure.isFull
      ? "; nothing more was accepted: make room and run the same command again" : ""
    return Notice(
      severity: .error, code: "output.unwritable",
      text: "cannot write \(failure.path): \(failure.error.text)\(remedy)")
  }

  static func appeared(_ path: String) -> Notice {
    Notice(
      severity: .error, code: "output.exists",
      text: "\(path) has appeared meanwhile, and --no-clobber keeps it: "
        + "\(path).partial holds what should have that name")
  }

  static func resumable(behind lines: Int) -> Notice {
    Notice(
      severity: .error, code: "run.resumable",
      text: "the same command goes on behind line \(lines), which is the last one committed")
  }

  static let completable = Notice(
    severity: .error, code: "run.resumable",
    text: "all lines are written and committed; the same command gives the outputs their names")

  static let nothingNew = Notice(
    severity: .info, code: "run.complete",
    text: "the run is complete, and the inputs have nothing new")

  static let stillTooManyRejects = Notice(
    severity: .error, code: "run.too_many_rejects",
    text: "more was quarantined than --max-rejects; a higher limit goes on")

  static func incomplete(_ paths: [String], because reason: String) -> Notice {
    let names = paths.joined(separator: " and ")
    let verb = paths.count == 1 ? "holds" : "hold"
    return Notice(
      severity: .error, code: "run.incomplete",
      text: "\(reason): \(names) \(verb) what was written until then")
  }
}

/// Something noteworthy about a schema that can be used all the same.
package struct SchemaRemark: Sendable {
  /// Stable, such as `schema.unknown_keyword`.
  let code: String

  /// One line, led by its place.
  let text: String

  package init(code: String, text: String) {
    self.code = code
    self.text = text
  }
}
