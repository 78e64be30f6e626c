import Testing

@testable import WeirStream

/// Which file had a name after another one, by the names that rotation gave them.
struct RotatedNamesTests {
  /// The order in which the names given are read, from the first on; each was written last at its place
  /// among the arguments.
  private func order(_ written: [String], from first: String, of name: String) -> [String] {
    let files = written.enumerated().map { index, name in
      RotatedNames.File(
        name: name,
        status: FileStatus(
          kind: .regular, identity: FileStatus.Identity(device: 1, inode: UInt64(index)), size: 1,
          modified: Int64(index), mode: 0o644))
    }
    let names = RotatedNames(name: name, files: files)
    var order: [String] = []
    var next = files.first { $0.name == first }
    while let file = next, order.count <= files.count {
      order.append(file.name)
      next = names.successor(of: file)
    }
    return order
  }

  @Test("numbers that count down, as logrotate gives them, also beyond 9 and with gaps")
  func down() {
    let written = ["log.12", "log.11", "log.9", "log.2", "log.1", "log"]
    #expect(order(written, from: "log.11", of: "log") == ["log.11", "log.9", "log.2", "log.1"])
  }

  @Test("numbers that count up, and dates, in the middle of a name too")
  func up() {
    let counted = ["log.1", "log.2", "log.10", "log"]
    #expect(order(counted, from: "log.2", of: "log") == ["log.2", "log.10"])
    let dated = ["a-2026-02-28.log", "a-2026-03-01.log", "a-2026-03-02.log", "a.log"]
    #expect(order(dated, from: dated[0], of: "a.log") == Array(dated.dropLast()))
    let stamped = ["log-1764079999", "log-1764080000", "log"]
    #expect(order(stamped, from: stamped[0], of: "log") == Array(stamped.dropLast()))
  }

  @Test("a late write to an older file does not change the order")
  func lateWrite() {
    let written = ["log.4", "log.2", "log.1", "log.3", "log"]
    #expect(order(written, from: "log.3", of: "log") == ["log.3", "log.2", "log.1"])
  }

  @Test("names of another form, of other files, and compressed ones are no part of it")
  func others() {
    let written = [
      "log.2", "log.2.gz", "log.1.gz", "other.log.1", "log-bad.1", "log.bad", "log1.1", "log.1",
      "log",
    ]
    #expect(order(written, from: "log.2", of: "log") == ["log.2", "log.1"])
    #expect(order(["log.old", "log.older", "log"], from: "log.old", of: "log") == ["log.old"])
    #expect(order(["a1.log.1", "a2.log.2", "a1.log"], from: "a1.log.1", of: "a1.log").count == 1)
  }

  @Test("where times tell nothing, small numbers count down and large ones up")
  func sameTimes() {
    func successor(_ names: [String], of left: String) -> String? {
      let files = names.map {
        RotatedNames.File(
          name: $0,
          status: FileStatus(
            kind: .regular, identity: FileStatus.Identity(device: 1, inode: 1), size: 1, mode: 0))
      }
      let row = RotatedNames(name: "log", files: files)
      return files.first { $0.name == left }.flatMap { row.successor(of: $0)?.name }
    }
    #expect(successor(["log.1", "log.2", "log.3"], of: "log.2") == "log.1")
    #expect(successor(["log.20260301", "log.20260302"], of: "log.20260301") == "log.20260302")
  }
}
