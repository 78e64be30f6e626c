import Logging
import WeirJSON
import WeirReport

/// Counts what the schema library does, and says aloud what an operator should know.
struct SchemaMetrics: Sendable {
  let metrics: GatewayMetrics
  let logger: Logger

  func observe(_ event: SchemaLibraryEvent) {
    switch event {
    case .replaced(let set):
      metrics.schemasReloaded(ok: true)
      metrics.setSchemasStale(set.isStale)
      logger.notice(
        "schemas in use",
        metadata: [
          "event": "schemas.replaced", "sha256": "\(set.sha256)", "count": "\(set.members.count)",
        ])
    case .refused(let faults):
      metrics.schemasReloaded(ok: false)
      for fault in faults {
        logger.error(
          "schemas are not replaced: one is broken",
          metadata: ["event": "schemas.refused", "error.message": "\(fault.text)"])
      }
    case .registryAway(let cause):
      metrics.setSchemasStale(true)
      logger.warning(
        "the schema registry cannot be asked",
        metadata: ["event": "registry.away", "error.message": "\(cause)"])
    case .registryBack:
      metrics.setSchemasStale(false)
      logger.notice("the schema registry answers again", metadata: ["event": "registry.back"])
    case .copyFailed(let cause):
      logger.warning(
        "the last good copy of the registry cannot be kept",
        metadata: ["event": "registry.copy_failed", "error.message": "\(cause)"])
    }
  }
}

extension SchemaFault {
  /// What is wrong, a line for each fault, with its place.
  var text: String {
    diagnostics.map { diagnostic in
      let place = diagnostic.primary.map {
        "\($0.sourceName):\($0.position.line):\($0.position.column): "
      }
      return (place ?? "") + diagnostic.title
    }.joined(separator: "; ")
  }
}
