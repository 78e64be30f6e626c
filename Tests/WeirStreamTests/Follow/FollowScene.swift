import Glibc
import StreamTestSupport
import Synchronization
import WeirJSON

@testable import WeirStream

/// A run that follows `/in/log`, on a model of a disk, while the world writes, rotates and cuts it: a
/// step each time the run rests, and a signal to stop when there are no more.
struct FollowScene: Sendable {
  enum Step: Sendable {
    case append(String, to: String = "/in/log")

    /// To `/in/log`, which is empty.
    case write([UInt8])
    case rename(String, String)
    case create(String = "/in/log", isFolder: Bool = false)
    case cut(to: Int = 0)
    case remove(String)
    case rest

    /// All at once.
    case together([Step])
  }

  var steps: [Step]
  var files = ["/in/log": ""]
  var appends = true
  var jobs = 1
  var quarantineFormat = QuarantineFormat.record

  /// As many as a run needs to leave several files one after the other.
  static let rests = [Step](repeating: .rest, count: 16)

  var disk: DiskImage {
    DiskImage(
      folders: ["/", "/in", "/out"], files: files.mapValues { Array($0.utf8) })
  }

  var options: FilterOptions {
    var options = FilterOptions()
    options.inputs = ["/in/log"]
    options.follow = FollowOptions()
    options.follow?.rotateWait = Span(nanoseconds: 40_000_000)
    options.state = "/out/state"
    options.accepted = "/out/good"
    options.quarantine = .file("/out/bad")
    options.quarantineFormat = quarantineFormat
    options.existing = appends ? .append : .replace
    options.jobs = jobs
    options.maxRecordBytes = 30
    options.isQuiet = true
    return options
  }

  /// A run that ended, and what is left.
  struct Result: Sendable {
    var outcome: FilterOutcome
    var system: ModelSystem

    /// What the world would still have done.
    var stepsLeft: [Step]

    var accepted: String { text("/out/good") }
    var quarantine: String { text("/out/bad") }
    var words: String { String(decoding: system.taken(by: 2), as: UTF8.self) }

    var checkpoint: Checkpoint? {
      system.disk.file("/out/state/checkpoint.json").flatMap { try? Checkpoint(text: $0) }
    }

    private func text(_ path: String) -> String {
      let bytes = system.disk.file(path + ".partial") ?? system.disk.file(path) ?? []
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Runs until the world has nothing more to do, or until `fault`.
  ///
  /// - Parameter meanwhile: How many steps the world does all at once right before the call at `index`.
  func run(
    _ disk: DiskImage? = nil, steps: [Step]? = nil, fault: FaultyCalls.Fault? = nil,
    at index: Int? = nil, meanwhile: Int = 0, change: (inout FilterOptions) -> Void = { _ in }
  ) -> (result: Result, calls: [FaultyCalls.Kind]) {
    let stop = StopRequest()
    let left = Steps(steps ?? self.steps + FollowScene.rests)
    let system = ModelSystem(disk ?? self.disk) { disk in
      if let step = left.next() { step.apply(to: &disk) } else { stop.request(.signal(SIGTERM)) }
    }
    var options = options
    change(&options)
    var commits = CommitSettings()
    commits.bytes = 20
    commits.isPipelined = jobs > 1
    let calls = FaultyCalls(system, fault ?? .none, at: index) {
      for _ in 0..<meanwhile { if let step = left.next() { system.change(step.apply) } }
    }
    let filter = Filter(
      options, stop: stop, system: calls, clock: .stopped, commits: commits, blockBytes: 32,
      spareWorkers: jobs > 1 ? 1 : 0)
    let outcome = filter.run { DigitJudge() }
    return (Result(outcome: outcome, system: system, stepsLeft: left.all), calls.kinds)
  }

  /// The steps that are left, taken one by one.
  private final class Steps: Sendable {
    private let steps: Mutex<[Step]>

    init(_ steps: [Step]) { self.steps = Mutex(steps) }

    var all: [Step] { steps.withLock { $0 } }
    func next() -> Step? { steps.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
  }
}

extension FollowScene.Step {
  func apply(to disk: inout DiskImage) {
    switch self {
    case .append(let text, let path): disk.append(text, to: path)
    case .write(let bytes):
      disk.apply(.write(inode: disk.names["/in/log"] ?? 0, offset: 0, bytes: bytes))
    case .rename(let path, let newPath): disk.apply(.rename(path: path, newPath: newPath))
    case .create(let path, let isFolder):
      disk.apply(.create(inode: disk.number(), path: path, isFolder: isFolder))
    case .cut(let length):
      disk.apply(.truncate(inode: disk.names["/in/log"] ?? 0, length: length))
    case .remove(let path): disk.apply(.unlink(path: path))
    case .rest: break
    case .together(let steps): for step in steps { step.apply(to: &disk) }
    }
  }

  /// What logrotate does, with up to two earlier files.
  static let rotation: [FollowScene.Step] = [
    .rename("/in/log.2", "/in/log.3"), .rename("/in/log.1", "/in/log.2"),
    .rename("/in/log", "/in/log.1"), .create(),
  ]
}
