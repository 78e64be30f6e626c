import Synchronization
public import WeirResilience

/// An observer that keeps what it is told, in the order in which it is told.
public final class RecordedEvents: ResilienceObserver {
  private let events = Mutex<[ResilienceEvent]>([])

  public init() {}

  public func observe(_ event: ResilienceEvent) { events.withLock { $0.append(event) } }

  public var all: [ResilienceEvent] { events.withLock { $0 } }
}
