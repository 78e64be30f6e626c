import Glibc
import StreamTestSupport
import Testing

@testable import WeirStream

/// Whatever system call a run that follows ends at, and whatever rotation did meanwhile, the next start
/// leaves the outputs of a run that went on all along.
struct FollowCrashTests {
  /// Grows in halves of lines, is rotated twice, one rename at a time, and written to late.
  private static let steps: [FollowScene.Step] =
    [
      .append("2\nbad\n100"), .append("03\n1000"),
      .append("4\nx10005 this is longer than a record"),
    ]
    + FollowScene.Step.rotation
    + [.append(" may be", to: "/in/log.1"), .append("20001\nbad\n2000")]
    + FollowScene.Step.rotation
    + [.append("2", to: "/in/log.1"), .append("30001\nba"), .append("d\n30002\n")]

  private static let accepted = "10001\n10002\n10003\n10004\n20001\n20002\n30001\n30002\n"

  /// With both forms of each output.
  static let scenes: [FollowScene] = [true, false].map { isFirst in
    var scene = FollowScene(
      steps: steps, files: ["/in/log": "10001\n1000", "/in/log.1": "90001\n"])
    scene.appends = isFirst
    scene.quarantineFormat = isFirst ? .record : .raw
    return scene
  }

  @Test("killed before or inside any call, it resumes to the same bytes", arguments: scenes)
  func deaths(scene: FollowScene) {
    let (expected, calls) = scene.run()
    #expect(expected.accepted == Self.accepted)
    for fault in [FaultyCalls.Fault.death, .deathInside] {
      for index in calls.indices {
        for meanwhile in [0, 3, 8] {
          let place = "\(fault) at \(index) (\(calls[index])), \(meanwhile) steps meanwhile"
          let broken = scene.run(fault: fault, at: index).result
          expectResumed(scene, broken, meanwhile: meanwhile, expected, place)
        }
      }
    }
  }

  @Test("killed again while it resumes, it still does")
  func deathsWhileResuming() {
    let scene = Self.scenes[0]
    let (expected, calls) = scene.run()
    for first in stride(from: 40, to: calls.count, by: 23) {
      let broken = scene.run(fault: .death, at: first).result
      for second in stride(from: first % 3, to: 120, by: 7) {
        let again = scene.run(
          broken.system.disk, steps: broken.stepsLeft, fault: .deathInside, at: second
        ).result
        expectResumed(scene, again, meanwhile: 4, expected, "deaths at \(first) and \(second)")
      }
    }
  }

  @Test("after any call that fails, it resumes to the same bytes", arguments: scenes)
  func failures(scene: FollowScene) {
    let (expected, calls) = scene.run()
    for number in [EIO, ENOSPC, EINTR] {
      for index in calls.indices {
        let place = "\(SystemError(number).text) at \(index) (\(calls[index]))"
        let broken = scene.run(fault: .error(number), at: index).result
        #expect([4, 128 + SIGTERM].contains(broken.outcome.exitStatus), "\(place)")
        expectResumed(scene, broken, meanwhile: 0, expected, place)
      }
    }
  }

  @Test("a call that takes one byte only changes nothing", arguments: scenes)
  func shortCalls(scene: FollowScene) {
    let (expected, calls) = scene.run()
    for index in calls.indices {
      let run = scene.run(fault: .short, at: index).result
      expect(run, expected, "short at \(index)")
    }
  }

  @Test("a file that is gone, or was cut, while nobody ran is refused, and nothing is touched")
  func refusals() {
    let scene = Self.scenes[0]
    let (_, calls) = scene.run()
    let broken = scene.run(fault: .death, at: calls.count / 4).result
    #expect(broken.checkpoint?.position.inputs.first?.offset ?? 0 > 0)
    let changes: [(FollowScene.Step, String)] = [
      (.together([.remove("/in/log"), .create(), .append("10001\n")]), "is not in its folder"),
      (.cut(to: 3), "it has shrunk"),
    ]
    for (step, words) in changes {
      var disk = broken.system.disk
      step.apply(to: &disk)
      let run = scene.run(disk, steps: []).result
      #expect(run.outcome.exitStatus == 4)
      #expect(run.system.changes.isEmpty)
      #expect(run.words.contains(words), "\(run.words)")
    }
  }

  @Test("once a file is left, no later start needs it")
  func leftFile() {
    let scene = FollowScene(steps: FollowScene.Step.rotation, files: ["/in/log": "10001\n"])
    let lastRest = scene.run().calls.lastIndex(of: .poll)
    let broken = scene.run(fault: .death, at: lastRest).result
    #expect(broken.checkpoint?.status == .running)
    var disk = broken.system.disk
    FollowScene.Step.remove("/in/log.1").apply(to: &disk)
    let resumed = scene.run(disk, steps: [.append("20001\n")]).result
    #expect(resumed.outcome.exitStatus == 128 + SIGTERM, "\(resumed.words)")
    #expect(resumed.accepted == "10001\n20001\n")
  }

  @Test("a followed file that was copied back goes on with --accept-changes")
  func copied() {
    let scene = Self.scenes[0]
    let (expected, calls) = scene.run()
    let broken = scene.run(fault: .death, at: calls.count / 4).result
    var disk = broken.system.disk
    let text = String(decoding: disk.file("/in/log") ?? [], as: UTF8.self)
    FollowScene.Step.together([.remove("/in/log"), .create(), .append(text)]).apply(to: &disk)
    let steps = broken.stepsLeft + FollowScene.rests
    #expect(scene.run(disk, steps: steps).result.outcome.exitStatus == 4)
    let accepted = scene.run(disk, steps: steps) { $0.acceptsChanges = true }.result
    expect(accepted, expected, "copied")
  }

  // MARK: Parts

  /// Lets the world go on, and starts again.
  private func expectResumed(
    _ scene: FollowScene, _ broken: FollowScene.Result, meanwhile: Int,
    _ expected: FollowScene.Result, _ place: String
  ) {
    var disk = broken.system.disk
    var steps = broken.stepsLeft
    // Of what came before its first checkpoint, a run that begins knows nothing.
    if broken.checkpoint != nil {
      for step in steps.prefix(meanwhile) { step.apply(to: &disk) }
      steps.removeFirst(min(meanwhile, steps.count))
    }
    let resumed = scene.run(disk, steps: steps + FollowScene.rests).result
    #expect(resumed.outcome.exitStatus == 128 + SIGTERM, "\(place): \(resumed.words)")
    expect(resumed, expected, place)
  }

  private func expect(
    _ result: FollowScene.Result, _ expected: FollowScene.Result, _ place: String
  ) {
    #expect(result.accepted == expected.accepted, "\(place)")
    #expect(result.quarantine == expected.quarantine, "\(place)")
    #expect(
      result.checkpoint?.position.tally == expected.checkpoint?.position.tally, "\(place)")
    #expect(result.checkpoint?.status == .stopped, "\(place)")
  }
}
