/// What a draft is to look like, and the limits that bound the memory of drawing it up.
package struct InferOptions: Sendable {
  /// `title` of the draft.
  package var title: String?

  /// `$id` of the draft, an absolute URI.
  package var identifier: String?

  /// A string with at most so many distinct values may become an `enum`; 0 for none.
  package var maxEnum = 16

  /// Whether objects are to have no other members than those seen.
  package var isClosed = false

  /// Whether numbers, lengths and counts are to be bounded by what was seen.
  package var isTight = false

  /// Whether guesses are to say by `$comment` what they rest on.
  package var hasComments = true

  package init() {}
}

/// What is kept of the samples at most. None of these depends on how many there are.
enum InferLimits {
  /// Members of one object that are told apart. With more it is a map, whose keys are data.
  static let maxMembers = 256

  /// Places in the samples of which anything is kept, all objects together. Beyond, what is new goes
  /// without a word in the draft.
  static let maxShapes = 20_000

  /// How deep places are told apart. What lies deeper goes without a word in the draft.
  static let maxDepth = 64

  /// Bytes of a string that may be a value of an `enum`.
  static let maxValueBytes = 64

  /// Bytes of a member's name. A longer one goes without a word in the draft.
  static let maxNameBytes = 256

  /// Digits and signs of a number that may be a bound.
  static let maxNumberBytes = 40

  /// Values of a tag, and with that branches of a union.
  static let maxTags = 32

  /// Samples that are looked at for tags before all of them are drawn from.
  static let rehearsedSamples = 1_000

  /// Bytes of samples that are looked at for tags.
  static let rehearsedBytes = 8 << 20

  /// Members that are tried as a tag, all objects together.
  static let maxTagTrials = 64
}

/// How often something must have been seen before it is guessed that it is always so.
enum InferSupport {
  /// Strings for each distinct value of an `enum`, on average.
  static let stringsPerValue = 10

  /// A value is told to be seldom that comes less than once where so many others are to be expected.
  static let seldomValue = 20

  /// Strings of one length before that is their length.
  static let sameLength = 100

  /// Objects with one value of a tag before their shape counts.
  static let objectsPerTag = 5

  /// Distinct names from which on an object may be a map although it has fewer than the limit.
  static let namesOfMap = 24

  /// In a map a name stands in less than one of so many objects.
  static let objectsPerName = 8
}
