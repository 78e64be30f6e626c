import Testing

@testable import WeirGateway

/// The clock that stands for a slow client, told the time.
struct RequestPaceTests {
  private let settings = RequestPaceSettings()

  @Test("a header must come within its time, counted from the opening")
  func header() {
    let pace = RequestPace(settings, openedAt: .seconds(100))
    #expect(pace.fault(at: .seconds(104.9)) == nil)
    #expect(pace.fault(at: .seconds(105)) == .header)
  }

  @Test("a connection may rest between two requests, for a while")
  func idle() {
    var pace = RequestPace(settings, openedAt: .zero)
    pace.takeHeader(at: .seconds(1))
    pace.endRequest()
    pace.endResponse(at: .seconds(2))
    #expect(pace.fault(at: .seconds(61.9)) == nil)
    #expect(pace.fault(at: .seconds(62)) == .idle)
  }

  @Test("a body in drops is found once it may be, and one that keeps the pace is not")
  func trickle() {
    for (bytesPerSecond, fault) in [(1023, PaceFault.trickle), (1025, nil)] {
      var pace = RequestPace(settings, openedAt: .zero)
      pace.wait(at: .zero)
      pace.takeHeader(at: .zero)
      var found: PaceFault?
      for second in 1...59 {
        // What the grace period gives is used up, so that only the pace counts.
        if second > 5 { pace.takeBody(bytesPerSecond) }
        found = found ?? pace.fault(at: .seconds(second))
      }
      #expect(found == fault)
      #expect(pace.fault(at: .seconds(60)) == .body)
    }
  }

  @Test("a body is slow after its grace, below the pace for a crowd, until it has come")
  func slow() {
    var pace = RequestPace(settings, openedAt: .zero)
    pace.wait(at: .zero)
    #expect(!pace.isBodySlow(at: .seconds(3)))
    pace.takeHeader(at: .zero)
    pace.takeBody(30_000)
    #expect(!pace.isBodySlow(at: .seconds(5)))
    #expect(!pace.isBodySlow(at: .seconds(6)))
    #expect(pace.isBodySlow(at: .seconds(7)))
    pace.endRequest()
    #expect(!pace.isBodySlow(at: .seconds(7)))
  }

  @Test("while nobody reads, the client's clock stands still")
  func backpressure() {
    var pace = RequestPace(settings, openedAt: .zero)
    pace.takeHeader(at: .zero)
    pace.takeBody(100)
    #expect(pace.fault(at: .seconds(3600)) == nil)
    pace.wait(at: .seconds(3600))
    #expect(pace.fault(at: .seconds(3605)) == nil)
    #expect(pace.fault(at: .seconds(3606)) == .trickle)
    pace.stopWaiting(at: .seconds(3604))
    #expect(pace.fault(at: .seconds(7200)) == nil)
  }

  @Test("while we work on an answer there is no limit here")
  func response() {
    var pace = RequestPace(settings, openedAt: .zero)
    pace.wait(at: .zero)
    pace.takeHeader(at: .zero)
    #expect(pace.isInBody)
    pace.endRequest()
    #expect(!pace.isInBody)
    #expect(pace.fault(at: .seconds(3600)) == nil)
  }
}
