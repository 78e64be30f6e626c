import Testing
import WeirResilience
import WeirResilienceTesting

struct FallbackTests {
  private let events = RecordedEvents()

  private func fallback(
    handles: @escaping @Sendable (any Error) -> Bool = { _ in true }
  ) -> Fallback {
    Fallback(in: PolicyEnvironment(observer: events), handles: handles)
  }

  @Test("the substitute gets what failed, and only where something failed")
  func substitutes() async throws {
    #expect(
      try await fallback().run {
        1
      } substitute: { _ in
        2
      } == 1)
    #expect(events.all.isEmpty)
    let value = try await fallback().run {
      throw Refusal(.retryable)
    } substitute: { error in
      error as? Refusal == Refusal(.retryable) ? 2 : 3
    }
    #expect(value == 2)
    #expect(events.all == [.fellBack])
  }

  @Test("errors that it is not for pass, and so does cancellation")
  func passes() async throws {
    let fallback = fallback { error in error as? Refusal != Refusal(.permanent) }
    for error in [Refusal(.permanent), CancellationError()] as [any Error] {
      let thrown = await #expect(throws: (any Error).self) {
        try await fallback.run {
          throw error
        } substitute: { _ in
          Issue.record("called")
        }
      }
      #expect(type(of: thrown) == type(of: Optional(error)))
    }
  }

  @Test("when the substitute fails too, neither failure is lost")
  func bothFail() async throws {
    let error = await #expect(throws: FallbackError.self) {
      try await fallback().run {
        throw Refusal(.retryable)
      } substitute: { _ in
        throw Refusal(.permanent)
      }
    }
    #expect(error?.original as? Refusal == Refusal(.retryable))
    #expect(error?.substitute as? Refusal == Refusal(.permanent))
  }
}
