import Synchronization

/// What dedupe and order know at a position; the keys themselves are in the key log.
struct SequenceState: Hashable, Sendable {
  var keylessCount = 0
  var window: KeyWindow.Mark?
  var order: OrderWatch.Memory?
  var held: ReorderWindow.Contents?
}

/// Hands the keys that were marked since from the sink to whoever commits.
///
/// What was handed over stays here until it is written, so that no offer of a position that is passed
/// over loses a key.
final class KeyJournal: Sendable {
  private let blocks = Mutex<[KeyBlock]>([])

  func add(_ block: KeyBlock) {
    if !block.keys.isEmpty { blocks.withLock { $0.append(block) } }
  }

  func take() -> [KeyBlock] {
    blocks.withLock { blocks in
      defer { blocks = [] }
      return blocks
    }
  }
}
