import Testing

@testable import WeirStream

/// Two offers that meet: one that the committer asked for, one that the sink made meanwhile.
struct CommitOfferTests {
  private func offer(bytes: Int, folder: String?) -> Committer.Offer {
    let tally = Tally(
      lines: bytes, accepted: bytes, quarantined: 0, duplicates: 0, held: 0, bytes: bytes,
      ungrouped: 0, groups: [], schemas: [], passed: JudgedLines.PassedLines())
    return Committer.Offer(
      position: RunPosition(
        accepted: OutputMark(path: "good", placement: .partial, length: bytes), tally: tally),
      touchedFolder: folder)
  }

  @Test("the later position is committed, whichever came first")
  func later() {
    let early = offer(bytes: 10, folder: nil)
    let late = offer(bytes: 20, folder: nil)
    for joined in [early.joined(with: late), late.joined(with: early)] {
      #expect(joined.position == late.position)
    }
    #expect(early.joined(with: nil).position == early.position)
  }

  @Test("a folder that either put files into becomes durable")
  func folder() {
    for (first, second) in [("bad.d", nil), (nil, "bad.d"), ("bad.d", "bad.d")] {
      let early = offer(bytes: 10, folder: first)
      let late = offer(bytes: 20, folder: second)
      #expect(early.joined(with: late).touchedFolder == "bad.d")
      #expect(late.joined(with: early).touchedFolder == "bad.d")
    }
  }
}
