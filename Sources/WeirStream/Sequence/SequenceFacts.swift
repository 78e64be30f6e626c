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
        text +=
          "\(dedupe.keyless.counted("record")) without a key "
          + "\(dedupe.keyless == 1 ? "was" : "were") not compared\n"
      }
      if dedupe.forgottenEarly > 0 {
        text +=
          "\(dedupe.forgottenEarly.counted("key")) forgotten too early: "
          + "--dedupe-window is too small\n"
      }
    }
    return text + (order?.text ?? "")
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
    for (name, sightings) in order.sightings { writer.member(name, sightings.count) }
    writer.member("released_early", order.releasedEarly)
    writer.key("first")
    writer.beginObject()
    for (name, sightings) in order.sightings {
      writer.key(name)
      writer.beginArray()
      for place in sightings.places { place.write(into: &writer) }
      writer.endArray()
    }
    writer.endObject()
    writer.endObject()
  }
}

extension OrderWatch.Counts {
  /// What was seen of the stream, by the names that machines read.
  var sightings: [(name: String, sightings: OrderWatch.Sightings)] {
    [("out_of_order", outOfOrder), ("late", late), ("gaps", gaps), ("without_time", untimed)]
  }

  /// A line of counts, and one of first places for each; none of what was not seen.
  fileprivate var text: String {
    let told = zip(sightings, ["out of order", "late", "gaps", "without a time"])
      .filter { $0.0.sightings.count > 0 }
    var counts = told.map { "\($0.0.sightings.count) \($0.1)" }
    if releasedEarly > 0 { counts.append("\(releasedEarly) left the full window early") }
    if counts.isEmpty { return "" }
    return told.reduce("order: \(counts.joined(separator: ", "))\n") { text, row in
      let sightings = row.0.sightings
      let places = sightings.places.map(\.text).joined(separator: ", ")
      return text + "  \(row.1): \(places)"
        + (sightings.count > sightings.places.count ? ", …\n" : "\n")
    }
  }
}
