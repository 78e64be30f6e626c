/// How an input is read on beyond its end.
package struct FollowOptions: Sendable {
  /// Waits for a file that is not there yet.
  package var awaitsFile = false

  /// How long a file whose name has become another one's must bring nothing before it is left: its
  /// writer goes on with it for a while.
  package var rotateWait = Span(nanoseconds: 1_000_000_000)

  /// Rest between two looks at a file that has nothing new. A look costs four system calls.
  package var lookMilliseconds: Int32 = 20

  package init() {}

  /// Looks in `rotateWait`, at least one.
  var quietLooks: Int {
    max(1, Int(rotateWait.nanoseconds / (Int64(max(1, lookMilliseconds)) * 1_000_000)))
  }
}
