package import WeirJSON
package import WeirReport
package import WeirSchema

/// A sample that is valid by one of two schemas and not by the other.
package struct SampleVerdicts {
  package let place: SamplePlace

  /// Whether the new schema is the one by which it is valid.
  package let isValidNow: Bool

  /// The errors by the schema by which it is not.
  package let report: Report

  /// What they are to be quoted from.
  package let text: SourceText
}

/// Judges samples by two schemas.
package struct VerdictComparison: ~Copyable, SampleTaker {
  package private(set) var sampleCount = 0
  package private(set) var changedCount = 0
  private var old: Validator
  private var new: Validator
  private let errorLimit: Int
  private let tell: (SampleVerdicts) -> Void

  /// - Parameter tell: Told of each sample whose verdict has changed.
  package init(
    _ old: Schema, _ new: Schema, errorLimit: Int, tell: @escaping (SampleVerdicts) -> Void
  ) {
    self.old = Validator(old)
    self.new = Validator(new)
    self.errorLimit = errorLimit
    self.tell = tell
  }

  package mutating func take(_ tape: Tape, _ index: Int, at place: SamplePlace) {
    sampleCount += 1
    let bytes = tape.text[tape.byteRange(of: index)].copied()
    let wasValid = old.validate(bytes) == .valid
    let isValid = new.validate(bytes) == .valid
    guard wasValid != isValid else { return }
    changedCount += 1
    let report =
      isValid
      ? old.report(on: bytes, limit: errorLimit) : new.report(on: bytes, limit: errorLimit)
    let text = SourceText(
      name: place.path == "-" ? "<stdin>" : place.path, bytes: bytes, firstLine: place.line,
      firstByteOffset: place.byteOffset)
    tell(SampleVerdicts(place: place, isValidNow: isValid, report: report, text: text))
  }
}
