import WeirJSON

/// Finds the members whose values tell objects of differing shapes apart, in a few samples.
///
/// A member is a candidate if it is a string in each object at its place, with a few values. Each is
/// tried: the samples are drawn anew with the objects kept apart by it, and it is a tag if most pairs
/// of its values go with shapes that differ. Cost: linear in the samples times the candidates.
struct TagSearch {
  private let samples: [[UInt8]]
  private let documentOptions: DocumentOptions

  /// - Parameter samples: JSON texts, each of which `documentOptions` allow.
  init(_ samples: [[UInt8]], documentOptions: DocumentOptions) {
    self.samples = samples
    self.documentOptions = documentOptions
  }

  /// The tag of each place that has one.
  func plan() -> TagPlan {
    let plan = TagPlan()
    var best: [[TagPlan.Step]: Candidate] = [:]
    for candidate in candidates().prefix(InferLimits.maxTagTrials) {
      guard let score = score(of: candidate) else { continue }
      var candidate = candidate
      candidate.score = score
      if candidate.isBetter(than: best[candidate.path]) { best[candidate.path] = candidate }
    }
    for (path, candidate) in best { plan.plan(at: path).tag = candidate.name }
    return plan
  }

  private struct Candidate {
    let path: [TagPlan.Step]
    let name: [UInt8]
    let valueCount: Int

    /// The share of pairs of values whose shapes differ.
    var score = 0.0

    /// The more it tells apart the better, and with fewer values. Of equals the first stays.
    func isBetter(than other: Candidate?) -> Bool {
      guard let other else { return true }
      return score != other.score ? score > other.score : valueCount < other.valueCount
    }
  }

  /// A tag tells at least this share of the pairs of its values apart.
  private static let leastScore = 0.5

  /// All samples as one shape.
  private func draw(_ tags: TagPlan?) -> Shape {
    let root = Shape(tags: tags)
    let limits = ShapeLimits(maxEnum: InferLimits.maxTags, budget: ShapeBudget())
    var observer = ShapeObserver(limits)
    var document = Document(options: documentOptions)
    for sample in samples {
      // It has been parsed before.
      guard (try? document.parse(sample)) != nil else { continue }
      observer.observe(document.tape, 0, as: root)
    }
    return root
  }

  /// Outer places first: telling apart there serves what lies below.
  private func candidates() -> [Candidate] {
    var found: [Candidate] = []
    var pending: [(path: [TagPlan.Step], shape: Shape)] = [([], draw(nil))]
    while !pending.isEmpty {
      let (path, shape) = pending.removeFirst()
      if let items = shape.arrays.items { pending.append((path + [.item], items)) }
      guard let objects = shape.objects else { continue }
      if let map = objects.map { pending.append((path + [.anyMember], map.values)) }
      for entry in objects.members.entries {
        if let count = entry.valueCount(ofTagIn: objects) {
          found.append(Candidate(path: path, name: entry.name, valueCount: count))
        }
        pending.append((path + [.member(entry.name)], entry.shape))
      }
    }
    return found
  }

  /// How well the objects at a place are told apart by a member; nil if not well enough.
  private func score(of candidate: Candidate) -> Double? {
    let plan = TagPlan()
    plan.plan(at: candidate.path).tag = candidate.name
    let shape = draw(plan).shape(at: candidate.path)
    let branches = (shape?.objects?.union?.branches ?? []).map(\.shape)
      .filter { $0.count >= InferSupport.objectsPerTag }
    guard branches.count > 1 else { return nil }
    var differing = 0
    for (index, first) in branches.enumerated() {
      for second in branches[(index + 1)...] where first.differs(from: second) { differing += 1 }
    }
    let score = Double(differing) / Double(branches.count * (branches.count - 1) / 2)
    return score >= Self.leastScore ? score : nil
  }
}

extension MemberTable.Entry {
  /// How many values this member has, if it may be a tag of the objects.
  fileprivate func valueCount(ofTagIn objects: ObjectShape) -> Int? {
    guard count == objects.count, shape.strings.count == count, let values = shape.strings.values,
      values.count(where: { $0.count >= InferSupport.objectsPerTag }) > 1
    else { return nil }
    return values.count
  }
}
