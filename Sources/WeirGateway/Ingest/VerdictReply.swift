import NIOCore
import WeirJSON
import WeirSchema

/// What records would come to, for somebody who only asks.
struct VerdictReply {
  let body: [UInt8]

  init(_ verdicts: [StreamJudge.Outcome]) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("valid", verdicts.allSatisfy(\.isAccepted))
    writer.key("items")
    writer.beginArray()
    for (index, verdict) in verdicts.enumerated() {
      writer.beginObject()
      writer.member("index", index)
      writer.member("valid", verdict.isAccepted)
      if case .rejected(let rejection) = verdict {
        writer.key("errors")
        writer.beginArray()
        for error in rejection.report.errors { error.write(into: &writer) }
        writer.endArray()
        if rejection.report.isTruncated { writer.member("truncated", true) }
      }
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    body = writer.bytes
  }
}

extension StreamJudge.Outcome {
  var isAccepted: Bool { if case .accepted = self { true } else { false } }
}

/// A list of names as an object with one member.
func listing(_ member: String, _ names: [String]) -> [UInt8] {
  var writer = JSONWriter()
  writer.beginObject()
  writer.key(member)
  writer.beginArray()
  for name in names { writer.value(name) }
  writer.endArray()
  writer.endObject()
  return writer.bytes
}
