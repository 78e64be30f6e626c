/// What a `FaultProxy` does to connections.
package enum Fault: Sendable, Hashable {
  /// Passes on what comes.
  case none

  /// Nobody listens: connections are refused, and those that were open are reset.
  case refuse

  /// Takes connections and reads nothing: whatever is sent is lost in silence.
  case blackhole

  /// Passes on each piece, of both directions, after this time.
  case delay(Duration)

  /// Resets the connection (RST) at the first bytes of the client, and passes nothing on.
  case reset

  /// Passes the request on, and resets the connection instead of passing on the answer: whether it
  /// was carried out, the client does not know.
  case resetBeforeAnswer

  /// Ends its own direction at once, and goes on reading.
  case halfClose

  /// Passes on so many bytes of the answer, and closes.
  case truncate(afterBytes: Int)

  /// Passes on so many bytes of the answer, and then nothing, without closing.
  case stall(afterBytes: Int)

  /// Passes on all that a client sends twice, the second time on a connection of its own. For
  /// connections that are made from then on.
  case duplicate

  /// Passes on the answer byte by byte, one in this time.
  case trickle(interval: Duration)
}
