/// Which member of the objects at each place tells them apart, as far as one is known to.
///
/// A tree like that of the shapes, but without branches: a tag inside of a branch is one for all.
final class TagPlan {
  /// The member's name.
  var tag: [UInt8]?
  private(set) var members: [[UInt8]: TagPlan] = [:]
  private(set) var items: TagPlan?

  /// Of the values of a map, whatever their names.
  private(set) var anyMember: TagPlan?

  /// A step from a value to a part of it.
  enum Step: Hashable {
    case member([UInt8])
    case item
    case anyMember
  }

  /// The plan for a place below this one; made if there is none.
  func plan(at path: [Step]) -> TagPlan {
    var plan = self
    for step in path { plan = plan.plan(at: step) }
    return plan
  }

  private func plan(at step: Step) -> TagPlan {
    switch step {
    case .member(let name):
      let plan = members[name] ?? TagPlan()
      members[name] = plan
      return plan
    case .item:
      let plan = items ?? TagPlan()
      items = plan
      return plan
    case .anyMember:
      let plan = anyMember ?? TagPlan()
      anyMember = plan
      return plan
    }
  }
}

extension Shape {
  /// The shape of a place below this one, all branches left aside; nil if there is none.
  func shape(at path: [TagPlan.Step]) -> Shape? {
    var shape = self
    for step in path {
      let next: Shape? =
        switch step {
        case .member(let name):
          shape.objects.flatMap { object in
            object.members.find(name).map { object.members.entries[$0].shape }
          }
        case .item: shape.arrays.items
        case .anyMember: shape.objects?.map?.values
        }
      guard let next else { return nil }
      shape = next
    }
    return shape
  }
}
