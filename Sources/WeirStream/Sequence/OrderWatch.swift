/// Sees whether records come in order: within each partition no earlier than the latest one, or at most
/// so much earlier as is allowed, and without a gap.
///
/// Remembers the latest value of a bounded number of partitions: two generations, each of half of them.
/// When the younger one is full, the older one is forgotten, so that those go that were not heard of
/// for longest. Constant time.
struct OrderWatch: Sendable {
  let options: OrderOptions

  /// What it has seen: all that a run that goes on has to know.
  private(set) var memory: Memory

  struct Memory: Hashable, Sendable {
    var counts = Counts()
    var younger: [RecordKey: Partition] = [:]
    var older: [RecordKey: Partition] = [:]
  }

  /// How records stood to those before them.
  struct Counts: Hashable, Sendable {
    /// Earlier than the latest one of their partition; those that are late included.
    var outOfOrder = Sightings()

    /// Earlier by more than allowed.
    var late = Sightings()

    /// Steps forward that are too large: the records behind them.
    var gaps = Sightings()

    /// Records that say no time, or none that can be read.
    var untimed = Sightings()

    /// Records that left the window early because it was full.
    var releasedEarly = 0
  }

  /// How often something was seen, and where first.
  struct Sightings: Hashable, Sendable {
    private(set) var count = 0
    private(set) var places: [InputPosition] = []

    init(count: Int = 0, places: [InputPosition] = []) {
      self.count = count
      self.places = places
    }

    mutating func note(_ place: InputPosition) {
      count += 1
      if places.count < Tally.placesPerGroup { places.append(place) }
    }
  }

  var counts: Counts {
    get { memory.counts }
    set { memory.counts = newValue }
  }

  struct Partition: Hashable, Sendable {
    var latest: Int64

    /// The latest one that has left the window of `reorder`.
    var released = Int64.min
  }

  enum Place: Hashable {
    case inOrder
    case outOfOrder

    /// So much behind the latest one.
    case late(behind: Int64)
  }

  init(_ options: OrderOptions, memory: Memory = Memory()) {
    self.options = options
    self.memory = memory
  }

  /// How the next record stands to those before it.
  ///
  /// - Parameter position: Where it stands in the input.
  mutating func place(
    _ time: Int64, in partition: RecordKey, at position: @autoclosure () -> InputPosition
  ) -> Place {
    guard var known = self[partition] else {
      self[partition] = Partition(latest: time)
      return .inOrder
    }
    if time >= known.latest {
      noteStep(from: known.latest, to: time, at: position())
      known.latest = time
      self[partition] = known
      return .inOrder
    }
    self[partition] = known
    counts.outOfOrder.note(position())
    let behind = distance(from: time, to: known.latest)
    guard behind > options.lateness else { return .outOfOrder }
    counts.late.note(position())
    return .late(behind: behind)
  }

  /// Counts a gap between one record and the next, which stands at `position`.
  mutating func noteStep(
    from earlier: Int64, to later: Int64, at position: @autoclosure () -> InputPosition
  ) {
    guard let maxGap = options.maxGap, distance(from: earlier, to: later) > maxGap else { return }
    counts.gaps.note(position())
  }

  /// What is known of a partition; nil for one that is new, or was forgotten.
  subscript(partition: RecordKey) -> Partition? {
    get { memory.younger[partition] ?? memory.older[partition] }
    set {
      if memory.younger[partition] == nil,
        memory.younger.count >= max(1, options.maxPartitions / 2)
      {
        memory.older = memory.younger
        memory.younger = [:]
      }
      memory.younger[partition] = newValue
    }
  }
}

/// How much later `later` is, at most the largest number there is.
func distance(from earlier: Int64, to later: Int64) -> Int64 {
  let (difference, overflows) = later.subtractingReportingOverflow(earlier)
  return overflows ? .max : difference
}
