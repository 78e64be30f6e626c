import WeirJSON
import WeirStream

/// What a webhook is told of an alert.
///
/// ```json
/// {"id":"reject_rate/orders/raised/2026-11-25T17:00:00.000Z","alert":"reject_rate","schema":"orders",
///  "state":"raised","judged":1000,"rejected":61,"ratio":0.061,"threshold":0.05,"window_seconds":300,
///  "time":"2026-11-25T17:00:00.000Z"}
/// ```
struct AlertMessage: Sendable, Equatable {
  /// The same however often it is sent; also the request's `Idempotency-Key`.
  let id: String
  let json: [UInt8]

  init(
    _ change: RejectRateAlert.Change, _ settings: RejectRateAlert.Settings, at time: Timestamp
  ) {
    let state = change.isRaised ? "raised" : "resolved"
    id = "\(RejectRateAlert.name)/\(change.schema)/\(state)/\(time)"
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("id", id)
    writer.member("alert", RejectRateAlert.name)
    writer.member("schema", change.schema)
    writer.member("state", state)
    writer.member("judged", change.counts.judged)
    writer.member("rejected", change.counts.rejected)
    writer.key("ratio")
    writer.raw("\(change.ratio)".utf8)
    writer.key("threshold")
    writer.raw("\(change.isRaised ? settings.raiseRatio : settings.resolveRatio)".utf8)
    writer.key("window_seconds")
    writer.raw("\(settings.window.inSeconds)".utf8)
    writer.member("time", time.description)
    writer.endObject()
    json = writer.bytes
  }
}
