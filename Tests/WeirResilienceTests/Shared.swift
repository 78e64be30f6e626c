import Synchronization

/// A value that many tasks change.
final class Shared<Value: Sendable>: Sendable {
  private let guarded: Mutex<Value>

  init(_ value: Value) { guarded = Mutex(value) }

  var value: Value { guarded.withLock { $0 } }

  @discardableResult
  func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
    guarded.withLock { body(&$0) }
  }
}
