/// A view of cells that somebody else owns. A copy is two words and costs nothing.
///
/// Invariants, which the owner keeps: the memory outlives the view's use; `0..<capacity` of the
/// owner is initialised or trivially writable. Subscripts are checked in debug builds only. Part of
/// the unsafe fence.
@safe
@usableFromInline
package struct Cells<Element: BitwiseCopyable> {
  @usableFromInline let base: UnsafeMutablePointer<Element>
  @usableFromInline let capacity: Int

  @inlinable
  init(base: UnsafeMutablePointer<Element>, capacity: Int) {
    unsafe self.base = base
    self.capacity = capacity
  }

  @inlinable
  package subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < capacity)
      return unsafe base[index]
    }
    nonmutating _modify {
      assert(index >= 0 && index < capacity)
      yield unsafe &base[index]
    }
  }
}

/// A place among cells that somebody else owns, for loops that read or write one after the other. It
/// is one word, where cells and an index are two; nothing checks it. Part of the unsafe fence.
@safe
struct CellCursor<Element: BitwiseCopyable> {
  private var place: UnsafeMutablePointer<Element>

  init(_ cells: Cells<Element>, at index: Int) {
    unsafe place = cells.base + index
  }

  /// The element here.
  @inline(__always)
  var cell: Element {
    get { unsafe place.pointee }
    nonmutating _modify { yield unsafe &place.pointee }
  }

  @inline(__always)
  mutating func advance() { unsafe place += 1 }

  @inline(__always)
  mutating func retreat() { unsafe place -= 1 }

  @inline(__always)
  func index(in cells: Cells<Element>) -> Int {
    // Never negative, so that a shift divides.
    let bytes = unsafe UInt(bitPattern: place) &- UInt(bitPattern: cells.base)
    return Int(bitPattern: bytes / UInt(MemoryLayout<Element>.stride))
  }

  @inline(__always)
  func isBefore(_ other: CellCursor) -> Bool { unsafe place < other.place }
}

extension Cells where Element == UInt8 {
  /// The first `count` bytes as a slice.
  @inlinable
  package func slice(count: Int) -> ByteSlice {
    assert(count <= capacity)
    return unsafe ByteSlice(base: UnsafePointer(base), count: count)
  }
}

/// Growable storage that is kept from use to use, so that a steady state allocates nothing.
///
/// Owns its memory; contents are trivial values, undefined until written. Part of the unsafe fence.
@safe
@usableFromInline
package struct CellBuffer<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline package private(set) var capacity: Int

  package init(capacity: Int) {
    let capacity = max(capacity, 1)
    unsafe base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { unsafe base.deallocate() }

  @inlinable
  package var cells: Cells<Element> { unsafe Cells(base: base, capacity: capacity) }

  @inlinable
  package subscript(index: Int) -> Element {
    get { cells[index] }
    nonmutating set { cells[index] = newValue }
  }

  /// Makes room for `count` cells, keeping the first `used`. Doubles, so that growing is linear
  /// altogether. Earlier `cells` views are void afterwards.
  @inlinable
  package mutating func reserve(_ count: Int, keeping used: Int) {
    if count > capacity { grow(to: count, keeping: used) }
  }

  @inline(never)
  @usableFromInline
  package mutating func grow(to count: Int, keeping used: Int) {
    let newCapacity = max(count, capacity * 2)
    let newBase = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
    unsafe newBase.update(from: base, count: min(used, capacity))
    unsafe base.deallocate()
    unsafe base = newBase
    capacity = newCapacity
  }

  /// Gives memory back after an unusually large use.
  package mutating func shrink(to count: Int) {
    guard capacity > count else { return }
    unsafe base.deallocate()
    unsafe base = .allocate(capacity: count)
    capacity = count
  }
}

extension CellBuffer where Element == UInt8 {
  /// Copies `slice` to the front and zeroes `padding` bytes behind it.
  package mutating func assign(_ slice: ByteSlice, padding: Int) {
    reserve(slice.count + padding, keeping: 0)
    unsafe base.update(from: slice.base, count: slice.count)
    unsafe (base + slice.count).update(repeating: 0, count: padding)
  }
}
