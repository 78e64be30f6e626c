import Glibc
import StreamTestSupport
import Testing

@testable import WeirStream

/// An input that is read on beyond its end, while it grows, is rotated, or is cut.
struct FollowTests {
  @Test("a line is judged when its line end is there, however it came")
  func halfLines() {
    let scene = FollowScene(steps: [
      .append("100"), .append("01\n2"), .append("0002\r"), .append("\nb"), .append("ad"),
      .append("\n"), .append("30003\n4000"),
    ])
    let run = scene.run().result
    #expect(run.outcome.exitStatus == 128 + SIGTERM)
    #expect(run.accepted == "10001\n20002\r\n30003\n")
    #expect(run.checkpoint?.status == .stopped)
    #expect(run.checkpoint?.position.inputs.first?.offset == 23)
    let next = scene.run(run.system.disk, steps: [.append("4\n")]).result
    #expect(next.accepted == "10001\n20002\r\n30003\n40004\n")
    #expect(next.checkpoint?.position.tally.lines == 5)
  }

  @Test("a file that was rotated away is read to its end, late writes and an open line too")
  func rotation() {
    let scene = FollowScene(
      steps: FollowScene.Step.rotation + [
        .append("20001\n"), .append("10002\n100", to: "/in/log.1"), .append("03", to: "/in/log.1"),
      ], files: ["/in/log": "10001\n"])
    let run = scene.run().result
    #expect(run.accepted == "10001\n10002\n10003\n20001\n")
    #expect(run.checkpoint?.position.inputs.first?.generation == 1)
    #expect(run.checkpoint?.position.inputs.first?.offset == 6)
  }

  @Test("files that had the name only while nobody looked are read, in their order")
  func severalRotations() {
    let rotations = (2...3).flatMap { number -> [FollowScene.Step] in
      FollowScene.Step.rotation + [.append("\(number)0001\nbad\n")]
    }
    let scene = FollowScene(
      steps: [.together(rotations + [.append("10002", to: "/in/log.2")]), .append("30002\n")],
      files: ["/in/log": "10001\nbad\n", "/in/log.1": "90001\n", "/in/log.txt": "80001\n"])
    let run = scene.run().result
    #expect(run.accepted == "10001\n10002\n20001\n30001\n30002\n")
    #expect(run.checkpoint?.position.inputs.first?.generation == 2)
  }

  @Test("however rotation falls between two system calls, no file is passed over", arguments: 0...4)
  func rotationAtEveryCall(rests: Int) {
    let scene = Self.rotating(rests: rests)
    let (_, calls) = scene.run()
    // Before its first rest a run does not know yet which file it follows.
    let first = calls.firstIndex(of: .poll) ?? 0
    for index in first..<calls.count {
      for meanwhile in 1...6 {
        let run = scene.run(at: index, meanwhile: meanwhile).result
        let place = "\(meanwhile) steps before call \(index) (\(calls[index])): \(run.words)"
        #expect(run.accepted == Self.rotated, "\(place)")
      }
    }
  }

  @Test("nor when it falls between two calls of a start that goes on", arguments: 1...8)
  func rotationWhileResuming(rests: Int) {
    let scene = Self.rotating(rests: 0)
    let polls = scene.run().calls.indices(of: .poll).ranges.map(\.lowerBound)
    let broken = scene.run(fault: .death, at: polls[rests]).result
    #expect(broken.checkpoint?.status == .running)
    for index in 0..<200 {
      for meanwhile in 1...6 {
        let run = scene.run(
          broken.system.disk, steps: broken.stepsLeft, at: index, meanwhile: meanwhile
        ).result
        let place = "\(meanwhile) steps before call \(index): \(run.words)"
        #expect(run.accepted == Self.rotated, "\(place)")
        #expect(run.outcome.exitStatus == 128 + SIGTERM, "\(place)")
      }
    }
  }

  /// A file that is rotated three times, each new one holding a line from the first moment on.
  private static func rotating(rests: Int) -> FollowScene {
    let rotations = (2...4).flatMap { number -> [FollowScene.Step] in
      FollowScene.Step.rotation.dropLast() + [.together([.create(), .append("\(number)0001\n")])]
        + [FollowScene.Step](repeating: .rest, count: rests)
    }
    return FollowScene(
      steps: rotations, files: ["/in/log": "10001\n", "/in/log.1": "90001\n"])
  }

  private static let rotated = "10001\n20001\n30001\n40001\n"

  @Test("where the file that was left is gone, a warning says that others may have been missed")
  func goneAfterRotation() {
    let steps = FollowScene.Step.rotation + [.append("20001\n")]
    let kept = FollowScene(steps: steps, files: ["/in/log": "10001\n"])
    let removed = FollowScene(
      steps: steps + [.remove("/in/log.1")], files: ["/in/log": "10001\n"])
    for (scene, isGone) in [(kept, false), (removed, true)] {
      let run = scene.run { $0.isQuiet = false }.result
      #expect(run.accepted == "10001\n20001\n")
      #expect(run.words.contains("/in/log is another file now"))
      #expect(run.words.contains("would not be known") == isGone)
    }
  }

  @Test("the same line at the same place of two files makes two records of different ids")
  func identifiers() throws {
    let scene = FollowScene(
      steps: FollowScene.Step.rotation + [.append("bad\n")], files: ["/in/log": "bad\n"])
    let ids = scene.run().result.quarantine.matches(of: /"id":"([0-9a-f]+)"/).map(\.1)
    #expect(ids.count == 2)
    #expect(Set(ids).count == 2)
  }

  @Test("a file that was cut is read from its start, and that is said")
  func cut() {
    let scene = FollowScene(
      steps: [.append("10002\n100"), .cut(), .append("2"), .append("0001\n")],
      files: ["/in/log": "10001\n"])
    let run = scene.run { $0.isQuiet = false }.result
    #expect(run.accepted == "10001\n10002\n100\n20001\n")
    #expect(run.words.contains("/in/log has shrunk"))
    #expect(run.checkpoint?.position.inputs.first?.generation == 1)
  }

  @Test("what takes the name and cannot be followed ends the run, after all that came before")
  func unfollowable() {
    for step in [
      FollowScene.Step.create(isFolder: true),
      .together([.create(), .write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0])]),
    ] {
      let scene = FollowScene(
        steps: [.rename("/in/log", "/in/log.1"), step], files: ["/in/log": "10001\n10002"])
      let run = scene.run().result
      #expect(run.outcome.exitStatus == 4)
      #expect(run.accepted == "10001\n10002\n")
      #expect(run.words.contains("no regular file, or is compressed"), "\(run.words)")
      #expect(run.checkpoint?.status == .stopped)
    }
  }

  @Test("a name that is nobody's for a while is waited for; at the start only when asked")
  func missing() {
    let steps: [FollowScene.Step] = [
      .rest, .create(), .append("10001\n"), .rename("/in/log", "/in/old"), .rest, .rest, .rest,
      .append("10002\n", to: "/in/old"), .rest, .create(), .append("20001\n"),
    ]
    let scene = FollowScene(steps: steps, files: [:])
    let asked = scene.run { $0.follow?.awaitsFile = true }.result
    #expect(asked.accepted == "10001\n10002\n20001\n")
    let unasked = scene.run().result
    #expect(unasked.outcome.exitStatus == 4)
    #expect(unasked.words.contains("cannot read /in/log: there is no such file"))
  }

  @Test("a file that has its name back before it was left is gone on with")
  func givenBack() throws {
    let scene = FollowScene(
      steps: [
        .rename("/in/log", "/in/log.1"), .create(), .rename("/in/log.1", "/in/log"),
        .append("10002\n"),
      ], files: ["/in/log": "10001\n"])
    #expect(scene.run().result.accepted == "10001\n10002\n")

    // And even at the last moment.
    var disk = scene.disk
    let file = disk.names["/in/log"].map { FileStatus.Identity(device: 1, inode: UInt64($0)) }
    let mark = InputMark(path: "/in/log", identity: InputIdentity(file: file), offset: 6)
    for step in scene.steps[..<2] { step.apply(to: &disk) }
    let system = ModelSystem(disk)
    var followed = FollowedInput(mark, FollowOptions(), maxExpansion: 1, system: system)
    for _ in 0...FollowOptions().quietLooks { followed.look(unreadBytes: 0) }
    #expect(followed.ending == .replaced)
    try system.rename("/in/log.1", to: "/in/log")
    let opened = try followed.open()
    guard let opened else {
      Issue.record("nothing was opened")
      return
    }
    #expect(opened.identity.file == file)
    #expect(followed.name.generation == 0)
    #expect(followed.ending == nil)
  }

  @Test("a line too long to be held is kept, also one that ends with its file")
  func overlong() {
    let long = "x this line is longer than any record may be"
    var scene = FollowScene(
      steps: [.append("10001\n" + long.prefix(31)), .append(long.dropFirst(31) + "\n10002\n")]
        + [.append(long)] + FollowScene.Step.rotation + [.append("20001\n")])
    scene.quarantineFormat = .raw
    let run = scene.run().result
    #expect(run.accepted == "10001\n10002\n20001\n")
    #expect(run.quarantine == "\(long)\n\(long)\n")
  }

  @Test("inputs before the last one are read to their ends, and the last is known by its inode")
  func severalInputs() {
    let scene = FollowScene(
      steps: FollowScene.Step.rotation + [.append("30001\n")],
      files: ["/in/log": "20001\n", "/in/earlier": "10001\n100"])
    let run = scene.run { $0.inputs = ["/in/earlier", "/in/log"] }.result
    #expect(run.accepted == "10001\n100\n20001\n30001\n")
    #expect(run.checkpoint?.position.inputs.map(\.generation) == [0, 1])
  }

  @Test("more rejects than allowed end the run")
  func gate() {
    let scene = FollowScene(steps: (0..<200).map { .append("bad \($0)\n") })
    let run = scene.run { $0.maxRejects = .count(120) }.result
    #expect(run.outcome.exitStatus == 1)
    #expect(run.checkpoint?.position.tally.quarantined == 121)
  }

  @Test("without a state and with several workers the lines are the same")
  func workers() {
    let lines = (0..<60).map { FollowScene.Step.append("\(10000 + $0)\nbad\n") }
    var scene = FollowScene(
      steps: Array(lines[..<20]) + FollowScene.Step.rotation + lines[20..<40]
        + FollowScene.Step.rotation + lines[40...])
    let expected = (0..<60).map { "\(10000 + $0)\n" }.joined()
    for jobs in [1, 3] {
      scene.jobs = jobs
      #expect(scene.run().result.accepted == expected)
      #expect(scene.run { $0.state = nil }.result.accepted == expected)
    }
  }

  @Test("the same command without --follow reads to the end and names the outputs")
  func ended() {
    var scene = FollowScene(
      steps: FollowScene.Step.rotation + [.append("20001\nopen")], files: ["/in/log": "10001\n"])
    scene.appends = false
    let followed = scene.run().result
    #expect(followed.system.disk.file("/out/good") == nil)
    let ended = scene.run(followed.system.disk) { $0.follow = nil }.result
    #expect(ended.outcome.exitStatus == 0)
    #expect(ended.system.disk.file("/out/good") == Array("10001\n20001\n".utf8))
    // And on again: the last line has an end now.
    let again = scene.run(ended.system.disk, steps: [.append(" no more\n30001\n")]).result
    #expect(again.accepted == "10001\n20001\n30001\n")
    #expect(again.checkpoint?.position.tally.lines == 4)
  }
}
