import Testing

@testable import WeirGateway

/// When writes share a transaction, decided without any database.
struct CommitGatheringTests {
  private func gathering() -> CommitGathering<Int> {
    CommitGathering(delay: .milliseconds(5), maxBytes: 100)
  }

  @Test("An idle writer commits at once")
  func idle() {
    var gathering = gathering()
    #expect(gathering.add(1, bytes: 10, at: .zero) == .commit)
    #expect(gathering.take() == [1])
    #expect(gathering.commitEnded(at: .milliseconds(1)) == .nothing)
    #expect(gathering.add(2, bytes: 10, at: .milliseconds(2)) == .commit)
  }

  @Test("What comes while it commits gathers, until the first has waited for the delay")
  func delay() {
    var gathering = gathering()
    _ = gathering.add(1, bytes: 10, at: .zero)
    _ = gathering.take()
    #expect(gathering.add(2, bytes: 10, at: .milliseconds(1)) == .nothing)
    #expect(gathering.commitEnded(at: .milliseconds(2)) == .wait(.milliseconds(4)))
    #expect(gathering.add(3, bytes: 10, at: .milliseconds(3)) == .nothing)
    #expect(gathering.delayEnded() == .commit)
    #expect(gathering.take() == [2, 3])
  }

  @Test("Enough bytes do not wait")
  func bytes() {
    var gathering = gathering()
    _ = gathering.add(1, bytes: 10, at: .zero)
    _ = gathering.take()
    _ = gathering.add(2, bytes: 60, at: .milliseconds(1))
    #expect(gathering.commitEnded(at: .milliseconds(2)) == .wait(.milliseconds(4)))
    #expect(gathering.add(3, bytes: 60, at: .milliseconds(3)) == .commit)
    #expect(gathering.take() == [2])
    #expect(gathering.delayEnded() == .nothing)
    #expect(gathering.commitEnded(at: .milliseconds(9)) == .commit)
    #expect(gathering.take() == [3])
  }

  @Test("A write that is larger than a transaction goes alone")
  func large() {
    var gathering = gathering()
    _ = gathering.add(1, bytes: 500, at: .zero)
    _ = gathering.add(2, bytes: 1, at: .zero)
    #expect(gathering.take() == [1])
    #expect(gathering.commitEnded(at: .milliseconds(5)) == .commit)
    #expect(gathering.take() == [2])
  }
}
