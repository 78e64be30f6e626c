/// What a run has to know of an accepted record besides its bytes. Only runs that ask for it make
/// marks; then there is one for each accepted record.
package struct RecordMark: Sendable {
  /// Which of the run's schemas it was judged by.
  let schemaIndex: Int
}
