import WeirJSON

// Arrays that never change, read through views without bounds checks or reference counting. Owned
// by a program, which outlives every evaluator that reads it. Part of the unsafe fence.

/// A frozen array of trivial values.
struct FrozenTable<Element: BitwiseCopyable>: ~Copyable {
  private let storage: CellBuffer<Element>
  let count: Int

  /// Copies `elements`; `padding` more cells are readable behind them and hold copies of the first.
  init(_ elements: [Element], padding: Int = 0) {
    storage = CellBuffer(capacity: elements.count + padding)
    count = elements.count
    for (index, element) in elements.enumerated() { storage[index] = element }
    if let first = elements.first {
      for index in 0..<padding { storage[elements.count + index] = first }
    }
  }

  var cells: Cells<Element> { storage.cells }

  /// A copy, for those who are in no hurry.
  var array: [Element] { (0..<count).map { storage[$0] } }
}

/// A frozen array of values that own something.
@safe
struct FrozenValues<Element>: ~Copyable {
  private let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    unsafe base = .allocate(capacity: max(elements.count, 1))
    count = elements.count
    for (index, element) in elements.enumerated() {
      unsafe (base + index).initialize(to: element)
    }
  }

  deinit {
    unsafe base.deinitialize(count: count)
    unsafe base.deallocate()
  }

  var view: FrozenView<Element> { unsafe FrozenView(base: UnsafePointer(base), count: count) }
}

/// A borrowed view of `FrozenValues`. Elements are read in place, not copied.
@safe
struct FrozenView<Element> {
  private let base: UnsafePointer<Element>
  let count: Int

  init(base: UnsafePointer<Element>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  subscript(index: Int) -> Element {
    @inline(__always)
    unsafeAddress {
      assert(index >= 0 && index < count)
      return unsafe base + index
    }
  }
}
