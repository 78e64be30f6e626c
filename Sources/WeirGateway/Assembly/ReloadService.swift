import Logging
import ServiceLifecycle
import UnixSignals
import WeirReport

/// Looks for changed schemas when it is asked to by a signal, and says in the log what came of it.
struct ReloadService: Service {
  let library: SchemaLibrary
  let signal: UnixSignal
  let logger: Logger

  func run() async throws {
    let signals = await UnixSignalsSequence(trapping: signal)
    await cancelWhenGracefulShutdown {
      for await _ in signals { await reload() }
    }
  }

  private func reload() async {
    let old = library.current.sha256
    let faults = await library.reload()
    let set = library.current
    guard faults.isEmpty else {
      let words = faults.map(\.text).joined(separator: "; ")
      logger.error(
        "schemas were to be loaded anew, and stay as they are",
        metadata: fields("refused", set).merging(["error.message": "\(words)"]) { $1 })
      return
    }
    logger.notice(
      old == set.sha256 ? "schemas are as they were" : "schemas were loaded anew",
      metadata: fields(old == set.sha256 ? "unchanged" : "replaced", set))
  }

  private func fields(_ result: String, _ set: SchemaSet) -> Logger.Metadata {
    [
      "event": "schemas.reloaded", "result": "\(result)", "signal": "\(signal)",
      "sha256": "\(set.sha256)", "count": "\(set.members.count)",
    ]
  }
}
