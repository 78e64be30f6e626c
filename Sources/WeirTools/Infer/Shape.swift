/// What is kept of the values at one place of the samples: how many of each type there were, and what
/// those have in common.
///
/// Shapes of two places merge into that of both together, which is how an object with too many names
/// becomes a map. The result does not depend on the order of the samples, but for what limits cut off.
final class Shape {
  var nulls = 0
  var booleans = 0
  var strings = StringStatistics()
  var numbers = NumberStatistics()
  var arrays = ArrayStatistics()
  var objects: ObjectShape?

  /// What is known of tags at and below this place.
  let tags: TagPlan?

  init(tags: TagPlan?) { self.tags = tags }

  /// How many values there were.
  var count: Int {
    nulls + booleans + strings.count + numbers.count + arrays.count + (objects?.count ?? 0)
  }

  /// Takes over what the other has seen, and its parts; it must not be used again.
  func absorb(_ other: Shape, _ limits: ShapeLimits) {
    nulls += other.nulls
    booleans += other.booleans
    strings.merge(other.strings, limit: limits.maxEnum)
    numbers.merge(other.numbers)
    arrays.merge(other.arrays, limits)
    if let theirs = other.objects {
      if let objects { objects.absorb(theirs, limits) } else { objects = theirs }
    }
    limits.budget.giveBack()
  }
}

/// What is kept of the arrays at one place.
struct ArrayStatistics {
  private(set) var count = 0
  private(set) var sizes: ClosedRange<Int>?

  /// All elements of all arrays. Nil as long as there was none, and where nothing is kept of them.
  var items: Shape?

  mutating func add(size: Int) {
    count += 1
    sizes = sizes.map { min($0.lowerBound, size)...max($0.upperBound, size) } ?? size...size
  }

  mutating func merge(_ other: ArrayStatistics, _ limits: ShapeLimits) {
    guard let theirs = other.sizes else { return }
    count += other.count
    sizes =
      sizes.map {
        min($0.lowerBound, theirs.lowerBound)...max($0.upperBound, theirs.upperBound)
      } ?? theirs
    if let added = other.items {
      if let items { items.absorb(added, limits) } else { items = added }
    }
  }
}

/// The limits that shapes keep to.
struct ShapeLimits {
  let maxEnum: Int
  let budget: ShapeBudget
}

/// How many shapes there may still be.
final class ShapeBudget {
  private var left = InferLimits.maxShapes

  /// Whether there may be one more, which then counts.
  func take() -> Bool {
    guard left > 0 else { return false }
    left -= 1
    return true
  }

  func giveBack() { left += 1 }
}
