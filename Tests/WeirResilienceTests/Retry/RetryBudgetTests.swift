import TestSupport
import Testing
import WeirResilience
import WeirResilienceTesting

struct RetryBudgetTests {
  private func retry(_ budget: RetryBudget, seed: UInt64) throws -> Retry {
    try Retry(
      budget: budget, classifier: Refusal.classifier,
      in: PolicyEnvironment(
        clock: ManualClock(skipsSleeps: true), randomness: SeededGenerator(seed: seed)))
  }

  @Test(
    "when all calls fail, attempts are at most 1.2 times the calls and 3",
    arguments: [1, 2, 3, 10, 500, 5000])
  func totalOutage(calls: Int) async throws {
    let retry = try retry(RetryBudget(), seed: 1)
    var attempts = 0
    for _ in 0..<calls {
      _ = try? await retry.run { _ in
        attempts += 1
        throw Refusal(.retryable)
      }
    }
    #expect(attempts * 10 <= calls * 12 + 30)
    // And no fewer than that: the budget is there to be used.
    #expect(attempts == calls + min(3 * calls, 3 + calls / 5))
  }

  @Test("a budget is shared by all that call a destination, also at the same time")
  func shared() async throws {
    let budget = RetryBudget()
    let attempts = try await withThrowingTaskGroup(of: Int.self) { group in
      for seed in 0..<50 {
        let retry = try retry(budget, seed: UInt64(seed))
        group.addTask {
          var attempts = 0
          for _ in 0..<20 {
            _ = try? await retry.run { _ in
              attempts += 1
              throw Refusal(.throttled)
            }
          }
          return attempts
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(attempts == 1000 + 200 + 3)
    #expect(budget.retriesLeft == 0)
  }

  @Test("what health saves up is bounded")
  func bounded() async throws {
    var settings = RetryBudgetSettings()
    settings.maxRetries = 7
    let budget = try RetryBudget(settings)
    let retry = try retry(budget, seed: 1)
    for _ in 0..<10_000 { try await retry.run { _ in } }
    #expect(budget.retriesLeft == 7)
  }

  @Test("an empty budget is told apart, and no token is taken for a retry that does not happen")
  func reasons() async throws {
    var settings = RetryBudgetSettings()
    settings.initialRetries = 0
    settings.retriesPer100Calls = 50
    let budget = try RetryBudget(settings)
    let retry = try retry(budget, seed: 1)
    let error = await #expect(throws: RetryError.self) {
      try await retry.run { _ in throw Refusal(.retryable) }
    }
    #expect(error?.reason == .budgetExhausted)
    await #expect(throws: Refusal(.permanent)) {
      try await retry.run { _ in throw Refusal(.permanent) }
    }
    #expect(budget.retriesLeft == 1)
  }
}
