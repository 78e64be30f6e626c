import WeirJSON

/// What dedupe and ordering saw, for the summary.
struct SequenceFacts: Sendable {
  struct Dedupe: Sendable {
    /// Keys that are remembered at the end.
    var keysHeld = 0

    /// Accepted records without a key, which none was compared with.
    var keyless = 0

    /// Keys that had to go before their time because the window was full.
    var forgottenEarly = 0
  }

  var dedupe: Dedupe?
  var order: OrderWatch.Counts?

  init(_ state: SequenceState? = nil) {
    dedupe = state?.window.map {
      Dedupe(
        keysHeld: $0.next - $0.oldest, keyless: state?.keylessCount ?? 0,
        forgottenEarly: $0.cutShort)
    }
    order = state?.order?.counts
  }

  /// Lines for people, only of what is worth one.
  var text: String {
    var text = ""
    if let dedupe {
      if dedupe.keyless > 0 {
        text += "\(dedupe.keyless) records without a key were not compared\n"
      }
      if dedupe.forgottenEarly > 0 {
        text +=
          "\(dedupe.forgottenEarly) keys were forgotten before their time: "
          + "--dedupe-window is too small\n"
      }
    }
    guard let order else { return text }
    let counts = [
      (order.outOfOrder, "out of order"), (order.late, "late"), (order.gaps, "gaps"),
      (order.untimed, "without a time"), (order.releasedEarly, "left the full window early"),
    ]
    let told = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return text + (told.isEmpty ? "" : "order: " + told.joined(separator: ", ") + "\n")
  }

  /// Appends the members to the summary's object.
  func write(into writer: inout JSONWriter) {
    if let dedupe {
      writer.key("dedupe")
      writer.beginObject()
      writer.member("keys_held", dedupe.keysHeld)
      writer.member("without_key", dedupe.keyless)
      writer.member("forgotten_early", dedupe.forgottenEarly)
      writer.endObject()
    }
    guard let order else { return }
    writer.key("order")
    writer.beginObject()
    writer.member("out_of_order", order.outOfOrder)
    writer.member("late", order.late)
    writer.member("gaps", order.gaps)
    writer.member("without_time", order.untimed)
    writer.member("released_early", order.releasedEarly)
    writer.endObject()
  }
}
