package import WeirJSON
import WeirReport

/// Drafts a schema from samples, one after the other, in memory that does not grow with their number.
///
/// The first of them are looked at twice: at first for the members that tell objects apart, then, as all
/// the others are at once, for what the places in them have in common. By the draft every sample is
/// valid, formats asserted or not.
package struct Inference: ~Copyable, SampleTaker {
  private let options: InferOptions
  private let documentOptions: DocumentOptions
  private var observer: ShapeObserver
  private var root: Shape?

  /// The first samples, until they have been looked at for tags.
  private var rehearsed: [[UInt8]] = []
  private var rehearsedBytes = 0

  package private(set) var sampleCount = 0

  /// - Parameter documentOptions: What the samples are parsed by.
  package init(_ options: InferOptions, documentOptions: DocumentOptions) {
    self.options = options
    self.documentOptions = documentOptions
    observer = ShapeObserver(ShapeLimits(maxEnum: options.maxEnum, budget: ShapeBudget()))
  }

  package mutating func take(_ tape: Tape, _ index: Int, at place: SamplePlace) {
    add(tape, index)
  }

  /// Takes the value at `index` as one more sample.
  mutating func add(_ tape: Tape, _ index: Int = 0) {
    sampleCount += 1
    if let root { return observer.observe(tape, index, as: root) }
    let range = tape.byteRange(of: index)
    rehearsed.append(tape.text[range].copied())
    rehearsedBytes += range.count
    if sampleCount == InferLimits.rehearsedSamples || rehearsedBytes >= InferLimits.rehearsedBytes {
      _ = drawRehearsed()
    }
  }

  /// The draft, indented, with a line end; nil without samples.
  ///
  /// - Parameter malformedCount: How many samples could not be read, which the draft tells.
  package mutating func draft(malformedCount: Int = 0) -> [UInt8]? {
    guard sampleCount > 0 else { return nil }
    let root = self.root ?? drawRehearsed()
    root.settle(observer.limits)
    var draft = SchemaDraft(options)
    let samples = counted(sampleCount, "sample")
    let leftOut = malformedCount > 0 ? " (\(malformedCount) malformed ones left out)" : ""
    draft.appendRoot(root, remark: "guessed by weir infer from \(samples)\(leftOut)")
    var document = Document()
    // It is JSON, no deeper than shapes are told apart and the keywords around each.
    guard (try? document.parse(draft.writer.bytes)) != nil else { return draft.writer.bytes }
    return document.tape.indented() + [UInt8(ascii: "\n")]
  }

  private mutating func drawRehearsed() -> Shape {
    let tags = TagSearch(rehearsed, documentOptions: documentOptions).plan()
    let root = Shape(tags: tags)
    var document = Document(options: documentOptions)
    for sample in rehearsed {
      // It has been parsed before.
      guard (try? document.parse(sample)) != nil else { continue }
      observer.observe(document.tape, 0, as: root)
    }
    rehearsed = []
    self.root = root
    return root
  }
}
