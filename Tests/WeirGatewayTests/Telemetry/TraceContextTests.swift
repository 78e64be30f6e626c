import Testing
import Tracing

@testable import WeirGateway

/// W3C Trace Context: what is read, what is refused, what is passed on.
struct TraceContextTests {
  private let valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

  @Test("a valid traceparent is read and written again")
  func roundTrip() throws {
    let trace = try #require(TraceContext(traceparent: valid))
    #expect(trace.isSampled)
    #expect(trace.isRemote)
    #expect("\(trace.traceID)" == "4bf92f3577b34da6a3ce929d0e0e4736")
    #expect("\(trace.spanID)" == "00f067aa0ba902b7")
    #expect(trace.traceparent == valid)
  }

  @Test(
    "newer versions are read as far as they are known, and answered in version 00",
    arguments: [
      "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03",
      "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff-what-may-come",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03",
    ])
  func newerVersions(header: String) {
    #expect(TraceContext(traceparent: header)?.traceparent == valid)
  }

  @Test(
    "what is not valid begins a new trace",
    arguments: [
      "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
      "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
      "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",
      "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
      "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ])
  func invalid(header: String) {
    #expect(TraceContext(traceparent: header) == nil)
  }

  @Test("tracestate is passed on in its order, without empty members")
  func state() {
    let state = "rojo=00f067aa0ba902b7,  ,congo=t61rcWkgMzE\t,1t@sys=a b"
    let trace = TraceContext(traceparent: valid, tracestate: state)
    #expect(trace?.state == "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE,1t@sys=a b")
  }

  @Test(
    "a tracestate that is not valid is dropped, the trace is not",
    arguments: [
      "nope", "a=1,a=2", "A=1", "a=1=2", "a=", "1a=x", "a@b@c=1", "a=é", "a b=1", "@s=1", "t@9=1",
      (0...32).map { "k\($0)=1" }.joined(separator: ","),
    ])
  func invalidState(header: String) {
    let trace = TraceContext(traceparent: valid, tracestate: header)
    #expect(trace?.state == "")
  }

  @Test("of a tracestate that is too long the long members go first, then those at the end")
  func longState() {
    let long = "long=" + String(repeating: "x", count: 200)
    let short = (0..<20).map { "k\($0)=" + String(repeating: "y", count: 20) }
    let state = TraceState.valid(([long] + short).joined(separator: ","))
    #expect(state?.hasPrefix("k0=") == true)
    #expect((state?.utf8.count ?? 0) <= TraceState.maxBytes)
    #expect((state?.utf8.count ?? 0) > TraceState.maxBytes - 30)
  }

  @Test("a caller's decision holds; of the others the share is sampled")
  func sampler() throws {
    let tenth = Sampler(ratio: 0.1)
    var generator = SystemRandomNumberGenerator()
    let sampled = (0..<10_000).count { _ in
      TraceID(high: generator.next(), low: generator.next())
        .map { tenth.isSampled($0, parent: nil) } ?? false
    }
    // Nine standard deviations around a thousand.
    #expect(730...1270 ~= sampled)
    let caller = try #require(TraceContext(traceparent: valid))
    var unsampled = caller
    unsampled.isSampled = false
    #expect(Sampler(ratio: 0).isSampled(caller.traceID, parent: caller))
    #expect(!Sampler(ratio: 1).isSampled(caller.traceID, parent: unsampled))
    let highest = try #require(TraceID(high: 1, low: .max))
    #expect(Sampler(ratio: 1).isSampled(highest, parent: nil))
    #expect(!Sampler(ratio: 0).isSampled(highest, parent: nil))
  }
}
