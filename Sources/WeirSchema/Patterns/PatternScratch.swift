import WeirJSON

/// One worker's automata for the patterns of one program, and what else matching needs.
///
/// All states of all automata are rows of one table: for each class of bytes the row to go on with,
/// which is its place in the table. When the table is full (`PatternLimits.maxCells`) all rows are
/// thrown away and made anew as texts ask for them. So memory is bounded, time is linear in the text,
/// and in the steady state a byte takes two loads and a text allocates nothing.
struct PatternScratch: ~Copyable {
  /// What a row holds instead of a row to go on with.
  private enum Mark {
    static var unknown: Int32 { 0 }
    static var matched: Int32 { -1 }
    static var dead: Int32 { -2 }
  }

  /// Where an automaton begins, and how its input becomes columns.
  struct Head: BitwiseCopyable {
    /// The row of the initial state; 0: not made, or thrown away.
    var start: Int32 = 0
    var columnCount: Int32 = 0
    var firstClass: Int32 = 0
    var firstBit: UInt8 = 0
    var bitMask: UInt8 = 0
    /// The bit that it marks positions with.
    var goalBit: UInt8 = 0
    var isBackward = false
  }

  private var rows = CellBuffer<Int32>(capacity: 1024)
  private var rowEnd = 1
  /// Cells that the sets behind the rows take.
  private var setSize = 0
  private var heads = CellBuffer<Head>(capacity: 4)
  private var headCount = 0
  private var classes = CellBuffer<UInt8>(capacity: 1024)
  private var classEnd = 0
  private var constructions: [SubsetConstruction?] = []

  /// For every position in the text, which lookarounds hold there.
  private var marks = CellBuffer<UInt8>(capacity: 256)

  private var matcher = BacktrackingMatcher()

  /// How many entries of rows have been worked out, ever: what tests measure cost by.
  private(set) var stepCount = 0

  /// Cells that rows and the sets behind them take.
  var cellCount: Int { rowEnd + setSize }

  private let maxCells: Int

  init(maxCells: Int = PatternLimits.maxCells) { self.maxCells = maxCells }

  /// Whether the automata `keys` have their first states.
  @inline(__always)
  func isReady(_ keys: Range<Int>) -> Bool {
    guard keys.upperBound <= headCount else { return false }
    for key in keys where heads[key].start == 0 { return false }
    return true
  }

  /// Makes the first states of the automata of a pattern, named by `keys`, if need be.
  @inline(never)
  mutating func prepare(_ pattern: LinearPattern, _ keys: Range<Int>) {
    if isReady(keys) { return }
    heads.reserve(keys.upperBound, keeping: headCount)
    while headCount < keys.upperBound {
      heads[headCount] = Head()
      constructions.append(nil)
      headCount += 1
    }
    for (key, pass) in zip(keys, pattern.passes) where constructions[key] == nil {
      let construction = SubsetConstruction(pass)
      constructions[key] = construction
      var head = Head()
      head.columnCount = Int32(construction.columnCount)
      head.firstClass = Int32(classEnd)
      head.firstBit = UInt8(pass.firstBit)
      head.bitMask = UInt8(1 << pass.automaton.looks.count - 1)
      head.isBackward = pass.automaton.isBackward
      if case .mark(let bit) = pass.goal { head.goalBit = 1 << UInt8(bit) }
      heads[key] = head
      classes.reserve(classEnd + 256, keeping: classEnd)
      for (byte, number) in construction.classOfByte.enumerated() {
        classes[classEnd + byte] = number
      }
      classEnd += 256
    }
    for key in keys { start(key) }
  }

  /// Whether the pattern of the automata `keys`, which are ready, matches.
  @inline(__always)
  mutating func matches(_ text: ByteSlice, _ keys: Range<Int>) -> Bool {
    keys.count == 1 ? search(text, keys.lowerBound) : matchesWithLookarounds(text, keys)
  }

  mutating func matches(
    _ text: ByteSlice, _ program: BacktrackingProgram, maxSteps: Int
  ) throws(PatternBudgetExceeded) -> Bool {
    try matcher.search(program, text, maxSteps: maxSteps)
  }

  /// Runs an automaton without lookarounds.
  private mutating func search(_ text: ByteSlice, _ key: Int) -> Bool {
    let head = heads[key]
    let classes = self.classes.cells
    let firstClass = Int(head.firstClass)
    var table = rows.cells
    var row = head.start
    for index in 0..<text.count {
      let column = Int(classes[firstClass &+ Int(text[index])])
      var next = table[Int(row) &+ column]
      if next <= 0 {
        if next == Mark.unknown {
          next = step(key, row, column)
          table = rows.cells
        }
        if next == Mark.matched { return true }
        if next == Mark.dead { return false }
      }
      row = next
    }
    return finish(key, row, Int(head.columnCount) &- 1) == Mark.matched
  }

  // MARK: Lookarounds

  @inline(never)
  private mutating func matchesWithLookarounds(_ text: ByteSlice, _ keys: Range<Int>) -> Bool {
    marks.reserve(text.count + 1, keeping: 0)
    for position in 0...text.count { marks[position] = 0 }
    for key in keys.dropLast() { mark(text, key) }
    defer { marks.shrink(to: PatternLimits.maxCells) }
    return searchMarked(text, keys.upperBound - 1)
  }

  /// Runs an automaton over the whole text and marks the positions where it has a match.
  private mutating func mark(_ text: ByteSlice, _ key: Int) {
    start(key)
    let head = heads[key]
    var row = head.start
    for index in 0..<text.count {
      let position = head.isBackward ? text.count - index : index
      let byte = text[head.isBackward ? position - 1 : position]
      let column = column(head, Int(classes[Int(head.firstClass) + Int(byte)]), position)
      var next = rows[Int(row) + column]
      if next == Mark.unknown { next = step(key, row, column) }
      // The sign tells whether a match ends here.
      if next < 0 { marks[position] |= head.goalBit }
      row = abs(next)
    }
    let position = head.isBackward ? 0 : text.count
    let end = column(head, Int(head.columnCount) - 1, position)
    if finish(key, row, end) == Mark.matched { marks[position] |= head.goalBit }
  }

  private mutating func searchMarked(_ text: ByteSlice, _ key: Int) -> Bool {
    start(key)
    let head = heads[key]
    var row = head.start
    for index in 0..<text.count {
      let byteClass = Int(classes[Int(head.firstClass) + Int(text[index])])
      let column = column(head, byteClass, index)
      var next = rows[Int(row) + column]
      if next == Mark.unknown { next = step(key, row, column) }
      if next == Mark.matched { return true }
      if next == Mark.dead { return false }
      row = next
    }
    let end = column(head, Int(head.columnCount) - 1, text.count)
    return finish(key, row, end) == Mark.matched
  }

  @inline(__always)
  private func column(_ head: Head, _ byteClass: Int, _ position: Int) -> Int {
    byteClass &+ Int(head.columnCount) &* Int(marks[position] >> head.firstBit & head.bitMask)
  }

  // MARK: Rows

  /// What the row says of the end of the text: matched or dead.
  private mutating func finish(_ key: Int, _ row: Int32, _ column: Int) -> Int32 {
    let known = rows[Int(row) + column]
    return known == Mark.unknown ? step(key, row, column) : known
  }

  /// Works out a cell of a row and notes it.
  @inline(never)
  private mutating func step(_ key: Int, _ row: Int32, _ column: Int) -> Int32 {
    // A row that is gone on with is one of an automaton that was made.
    guard let construction = constructions[key] else { return Mark.dead }
    stepCount += 1
    let columnCount = rowLength(heads[key]) - 1
    let step = construction.step(from: rows[Int(row) + columnCount], column: column)
    switch step {
    case .matched: return note(Mark.matched, row, column)
    case .dead: return note(Mark.dead, row, column)
    case .end(let isMatch): return note(isMatch ? Mark.matched : Mark.dead, row, column)
    case .to(let set, let isMatch):
      let isKept = construction.row(of: set) != nil || isRoomy(for: set, heads[key])
      if !isKept { throwAway() }
      let next = self.row(of: set, construction, heads[key])
      let value = isMatch ? -next : next
      return isKept ? note(value, row, column) : value
    }
  }

  private func note(_ value: Int32, _ row: Int32, _ column: Int) -> Int32 {
    rows[Int(row) + column] = value
    return value
  }

  /// A row ends with the number of its set.
  private func rowLength(_ head: Head) -> Int {
    Int(head.columnCount) * (Int(head.bitMask) + 1) + 1
  }

  private func isRoomy(for set: SubsetConstruction.StateSet, _ head: Head) -> Bool {
    cellCount + rowLength(head) + set.count <= maxCells
  }

  /// Makes the row of the initial state, unless it is there.
  private mutating func start(_ key: Int) {
    guard heads[key].start == 0, let construction = constructions[key] else { return }
    heads[key].start = row(of: construction.initial, construction, heads[key])
  }

  private mutating func row(
    of set: SubsetConstruction.StateSet, _ construction: SubsetConstruction, _ head: Head
  ) -> Int32 {
    if let known = construction.row(of: set) { return known }
    let row = rowEnd
    let length = rowLength(head)
    rows.reserve(row + length, keeping: row)
    for cell in row..<row + length { rows[cell] = Mark.unknown }
    rows[row + length - 1] = construction.add(set, row: Int32(row))
    rowEnd = row + length
    setSize += set.count
    return Int32(row)
  }

  private mutating func throwAway() {
    for construction in constructions { construction?.forget() }
    for key in 0..<headCount { heads[key].start = 0 }
    rowEnd = 1
    setSize = 0
  }
}
