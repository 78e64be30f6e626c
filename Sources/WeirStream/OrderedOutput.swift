/// Brings the blocks back into input order and writes them; hands out free ones.
///
/// There is no thread that only writes: the worker whose block is next writes it, from where it has
/// just read it, and every block behind it that is ready. The others go on. There is one worker more
/// than may judge at once, so that while one writes, as many judge as were asked for. A slow record
/// holds up the others only once all blocks are taken, which bounds memory.
///
/// `@unchecked Sendable`: all state is looked at under `monitor`, except the sink, which belongs to
/// the thread that set `isWriting` until it clears it.
final class OrderedOutput: @unchecked Sendable {
  private let monitor = Monitor()
  private let sink: FilterSink
  private let blockBytes: Int

  /// How many workers may read and judge at once, and how many do.
  private let jobs: Int
  private var judgingCount = 0

  private var freeBlocks: [Block]

  /// Blocks that are judged, at their ticket modulo the number of blocks: no two that are under way
  /// share a place, since there are no more than that.
  private var judgedBlocks: [Block?]
  private var nextTicket = 0
  private var isWriting = false

  /// - Parameter blockCount: More than `jobs`, so that blocks can wait for their turn.
  init(sink: FilterSink, jobs: Int, blockCount: Int, blockBytes: Int) {
    self.sink = sink
    self.jobs = jobs
    self.blockBytes = blockBytes
    freeBlocks = (0..<blockCount).map { _ in Block(capacity: blockBytes) }
    judgedBlocks = Array(repeating: nil, count: blockCount)
  }

  /// A block to fill and judge; waits until one is free and fewer than `jobs` workers are at it.
  func takeFreeBlock() -> Block {
    monitor.withLock {
      while true {
        if judgingCount < jobs, let block = freeBlocks.popLast() {
          judgingCount += 1
          return block
        }
        monitor.wait()
      }
    }
  }

  /// Gives back a block that was not filled.
  func giveBack(_ block: Block) {
    monitor.withLock {
      block.clear(capacity: blockBytes)
      freeBlocks.append(block)
      judgingCount -= 1
      monitor.signalChange()
    }
  }

  /// Takes a judged block; writes it and what waits behind it, if it is the next one.
  func finish(_ block: Block) {
    let isWriter = monitor.withLock {
      judgedBlocks[block.ticket % judgedBlocks.count] = block
      judgingCount -= 1
      monitor.signalChange()
      guard !isWriting, block.ticket == nextTicket else { return false }
      isWriting = true
      return true
    }
    if isWriter { writeReadyBlocks() }
  }

  private func writeReadyBlocks() {
    while let block = monitor.withLock({ takeNextBlock() }) {
      sink.write(block, isLastPart: true)
      block.clear(capacity: blockBytes)
      monitor.withLock {
        nextTicket += 1
        freeBlocks.append(block)
        monitor.signalChange()
      }
    }
  }

  /// The block whose turn it is; without one, the writing ends.
  private func takeNextBlock() -> Block? {
    let place = nextTicket % judgedBlocks.count
    guard let block = judgedBlocks[place] else {
      isWriting = false
      monitor.signalChange()
      return nil
    }
    judgedBlocks[place] = nil
    return block
  }

  /// Lends the sink between two blocks; nil while somebody writes.
  func betweenBlocks<Result>(_ body: (FilterSink) -> Result) -> Result? {
    let isMine = monitor.withLock {
      if isWriting { return false }
      isWriting = true
      return true
    }
    guard isMine else { return nil }
    let result = body(sink)
    // Blocks that became ready meanwhile found the pen taken.
    writeReadyBlocks()
    return result
  }

  /// Writes what a block has so far, when its turn has come, and empties it of that.
  func flush(_ block: Block) {
    monitor.withLock {
      while isWriting || block.ticket != nextTicket { monitor.wait() }
      isWriting = true
    }
    sink.write(block, isLastPart: false)
    block.judged.clear()
    monitor.withLock {
      isWriting = false
      monitor.signalChange()
    }
  }
}
