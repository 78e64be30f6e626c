import Dispatch
import Synchronization
import WeirLoad

/// The schemas in use, kept up to date with their files and their registry.
///
/// A set is replaced as a whole, and only by one without faults. Looking, reading and compiling happen on
/// a queue of its own; whoever judges takes `current` and is never kept waiting.
package final class SchemaLibrary: Sendable {
  private let state: Mutex<State>
  private let observer: @Sendable (SchemaLibraryEvent) -> Void
  private let queue = DispatchQueue(label: "weir.schemas")

  private struct State {
    var configuration: GatewayConfiguration
    var current: SchemaSet

    /// Made when the registry is asked first; kept for what it remembers.
    var reader: RemoteReader?
    var registry: RegistrySnapshot?
    var isRegistryAway = false

    /// What was looked at last, whatever came of it: a fault is told once.
    var stamp: FolderStamp?
  }

  /// - Parameters:
  ///   - loaded: With the set to begin with.
  ///   - observer: Told of everything, on the library's queue.
  package init(
    _ loaded: LoadedConfiguration, observer: @escaping @Sendable (SchemaLibraryEvent) -> Void
  ) {
    let configuration = loaded.configuration
    let cache = configuration.schemas.registry?.cache
    state = Mutex(
      State(
        configuration: configuration, current: loaded.schemas,
        registry: cache.flatMap { RegistrySnapshot.lastGood(in: $0) },
        stamp: FolderStamp(configuration.schemas.watchedPaths)))
    self.observer = observer
  }

  /// The set in use. Take it once for a request.
  package var current: SchemaSet { state.withLock { $0.current } }

  /// Takes another configuration into use, with the set that was loaded with it. What the registry has
  /// meanwhile, `reload` asks.
  package func adopt(_ loaded: LoadedConfiguration) {
    let stamp = FolderStamp(loaded.configuration.schemas.watchedPaths)
    let registry = loaded.configuration.schemas.registry
    let kept = registry.flatMap { RegistrySnapshot.lastGood(in: $0.cache) }
    state.withLock { state in
      if registry != state.configuration.schemas.registry {
        state.reader = nil
        state.registry = kept
      }
      state.configuration = loaded.configuration
      state.current = loaded.schemas
      state.stamp = stamp
    }
    observer(.replaced(loaded.schemas))
  }

  /// Looks at files and registry, each at its interval, until the task is cancelled. Asks the registry at
  /// once.
  package func run() async {
    if hasRegistry { _ = await reload() }
    await withTaskGroup { group in
      group.addTask { await self.repeatedly({ $0.schemas.reload }) { self.lookAtFiles() } }
      group.addTask {
        await self.repeatedly({ $0.schemas.registry?.interval ?? $0.schemas.reload }) {
          if self.hasRegistry { self.load(asksRegistry: true) }
        }
      }
    }
  }

  private var hasRegistry: Bool {
    state.withLock { $0.configuration.schemas.registry != nil }
  }

  private func repeatedly(
    _ interval: @Sendable (GatewayConfiguration) -> Duration, _ look: @escaping @Sendable () -> Void
  ) async {
    while !Task.isCancelled {
      let pause = interval(state.withLock { $0.configuration })
      guard (try? await Task.sleep(for: pause)) != nil else { return }
      await onQueue(look)
    }
  }

  /// Loads everything anew, changed or not.
  ///
  /// - Returns: What is wrong; the set in use has been replaced where nothing is.
  package func reload() async -> [SchemaFault] {
    await onQueue { self.load(asksRegistry: self.hasRegistry) }
  }

  private func onQueue<Result: Sendable>(
    _ body: @escaping @Sendable () -> Result
  ) async -> Result {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: body()) }
    }
  }
}

/// What became of a look at the schemas.
package enum SchemaLibraryEvent: Sendable {
  /// Another set is in use.
  case replaced(SchemaSet)

  /// The set in use stays: the new one has faults.
  case refused([SchemaFault])

  /// The registry cannot be asked; its last good schemas stay. Told when it begins.
  case registryAway(String)
  case registryBack

  /// The last good copy could not be kept, so that a start without the registry would use an older one.
  case copyFailed(String)
}

// What happens on the queue, one at a time.
extension SchemaLibrary {
  private func lookAtFiles() {
    let (paths, known) = state.withLock { ($0.configuration.schemas.watchedPaths, $0.stamp) }
    guard FolderStamp(paths) != known else { return }
    load(asksRegistry: false)
  }

  @discardableResult
  private func load(asksRegistry: Bool) -> [SchemaFault] {
    // The stamp first: a change while files are read shows at the next look.
    let configuration = state.withLock { $0.configuration }
    let stamp = FolderStamp(configuration.schemas.watchedPaths)
    let fetched = asksRegistry ? askRegistry(configuration.schemas) : nil
    let (kept, isAway) = state.withLock { state in
      state.stamp = stamp
      return (state.registry, state.isRegistryAway)
    }
    let (set, faults) = SchemaSetLoader(
      schemas: configuration.schemas, streams: configuration.streams, limits: configuration.limits,
      registry: fetched ?? kept, isStale: isAway
    ).load()
    guard let set else {
      observer(.refused(faults))
      return faults
    }
    take(set, fetched, configuration)
    return []
  }

  private func take(
    _ set: SchemaSet, _ fetched: RegistrySnapshot?, _ configuration: GatewayConfiguration
  ) {
    let isNew = state.withLock { state in
      // A configuration that was adopted meanwhile has brought its own.
      guard state.configuration == configuration else { return false }
      let isNew = state.current.sha256 != set.sha256 || state.current.isStale != set.isStale
      if isNew { state.current = set }
      if let fetched { state.registry = fetched }
      return isNew
    }
    if isNew { observer(.replaced(set)) }
    guard let fetched, let cache = configuration.schemas.registry?.cache else { return }
    if isNew || RegistrySnapshot.lastGood(in: cache)?.items != fetched.items {
      do {
        try fetched.store(in: cache)
      } catch {
        observer(.copyFailed("\(cache): \(error)"))
      }
    }
  }

  private func askRegistry(_ schemas: SchemasConfiguration) -> RegistrySnapshot? {
    guard let registry = schemas.registry else { return nil }
    let reader = state.withLock { state in
      let reader = state.reader ?? RemoteReader(registry.access)
      state.reader = reader
      return reader
    }
    do throws(RegistryFault) {
      let snapshot = try RegistrySnapshot.fetch(registry, by: reader)
      if setAway(false) { observer(.registryBack) }
      return snapshot
    } catch {
      if setAway(true) { observer(.registryAway("\(error)")) }
      return nil
    }
  }

  /// - Returns: Whether that is news.
  private func setAway(_ isAway: Bool) -> Bool {
    state.withLock { state in
      defer { state.isRegistryAway = isAway }
      return state.isRegistryAway != isAway
    }
  }
}

extension SchemasConfiguration {
  /// What schemas are read from.
  fileprivate var watchedPaths: [String] {
    [directory].filter { !$0.isEmpty } + resolveDirectories + resolve.map(\.value)
  }
}

extension RegistryConfiguration {
  fileprivate var access: RemoteAccess {
    var access = RemoteAccess()
    access.timeout = timeout
    access.maxBytes = maxBytes
    // It is asked again soon anyway.
    access.retries = 1
    access.allowedHosts = allowHosts
    access.cacheFolder = nil
    return access
  }
}
