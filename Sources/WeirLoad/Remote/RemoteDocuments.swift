import Synchronization
import WeirJSON

/// A document that was fetched, or kept from an earlier time.
struct RemoteDocument: Sendable {
  let bytes: [UInt8]
  /// Who gave it in the end: the base of its relative references (RFC 3986 §5.1.3).
  let finalURI: String
  let format: DocumentFormat?
  /// What is noteworthy about how it was come by.
  var remark: String?
}

/// Documents by URI from the network, the cache and under the lockfile's eye.
///
/// Shared by all threads. Each URI is asked for once; all loads of a process see the same bytes.
final class RemoteDocuments: Sendable {
  private let access: RemoteAccess
  private let fetcher: HTTPFetcher
  private let cache: HTTPCache?
  private let state = Mutex(State())

  private struct State {
    var known: [String: RemoteDocument] = [:]
    var digests: [String: String] = [:]
    /// Read when the first document is asked for; `.some(nil)` where there is none.
    var lockfile: Lockfile??
  }

  init(
    _ access: RemoteAccess, transport: (any HTTPTransport)? = nil,
    clock: any FetchClock = LiveFetchClock()
  ) {
    self.access = access
    let limits = FetchLimits(
      timeout: access.timeout, maxBytes: access.maxBytes, retries: access.retries)
    fetcher = HTTPFetcher(
      limits: limits, allowedHosts: Set(access.allowedHosts.map { $0.lowercased() }),
      transport: transport ?? CurlTransport(certificateFile: access.certificateFile), clock: clock)
    cache = access.cacheFolder.map(HTTPCache.init)
  }

  /// The document at `uri`, which is absolute and has no fragment.
  ///
  /// - Throws: `LoadError` where the lockfile cannot be read.
  func document(at uri: String) throws(LoadError) -> Result<RemoteDocument, RemoteFault> {
    if let known = state.withLock({ $0.known[uri] }) { return .success(known) }
    let lockfile = try currentLockfile()
    do throws(RemoteFault) {
      let document = try obtain(uri, lockfile)
      state.withLock { state in
        state.known[uri] = document
        if access.updatesLockfile {
          state.digests[uri] = SHA256.hexadecimal(of: document.bytes)
        }
      }
      return .success(document)
    } catch {
      return .failure(error)
    }
  }

  /// Writes what was fetched to the lockfile, if that is wanted. A lockfile without documents is
  /// written too: it says that there is to be none.
  func saveLockfile() throws(LoadError) {
    guard access.updatesLockfile, let path = access.lockfile else { return }
    try Lockfile.add(state.withLock { $0.digests }, to: path)
  }

  private func currentLockfile() throws(LoadError) -> Lockfile? {
    guard let path = access.lockfile, !access.updatesLockfile else { return nil }
    return try state.withLock { (state) throws(LoadError) in
      if let lockfile = state.lockfile { return lockfile }
      let lockfile = try Lockfile.read(path)
      // Only the standard one need not be there.
      guard lockfile != nil || path == Lockfile.standardPath else {
        throw .lockfile(path: path, message: "there is no such file; --update-lock writes it")
      }
      state.lockfile = .some(lockfile)
      return lockfile
    }
  }

  private func obtain(_ uri: String, _ lockfile: Lockfile?) throws(RemoteFault) -> RemoteDocument {
    // What may not be asked for is not taken from the cache either.
    _ = try HTTPTarget(uri)
    let path = access.lockfile ?? Lockfile.standardPath
    let locked = lockfile?.digests[uri]
    if lockfile != nil, locked == nil { throw .notLocked(lockfile: path) }
    let kept = cache?.document(for: uri, limit: access.maxBytes)
    let now = fetcher.clock.secondsSince1970
    if let kept, !access.updatesLockfile {
      // The right bytes are the right bytes, whoever has them.
      if let locked, kept.sha256 == locked { return RemoteDocument(kept) }
      // A clock that was set back must not make it fresh for long.
      if locked == nil, (kept.confirmedAt..<kept.freshUntil).contains(now) {
        return RemoteDocument(kept)
      }
    }
    let current: CachedDocument
    do throws(RemoteFault) {
      current = try fetch(uri, kept)
    } catch {
      // RFC 9111 §4.2.4: better an old copy than none, where nobody relies on its being current.
      guard error.isTransient, locked == nil, !access.updatesLockfile, let kept else { throw error }
      var document = RemoteDocument(kept)
      document.remark = "the copy in the cache is used, since it cannot be fetched: \(error)"
      return document
    }
    if let locked, locked != current.sha256 {
      throw .changed(lockfile: path, locked: locked, found: current.sha256)
    }
    return RemoteDocument(current)
  }

  /// Fetches, and keeps what came.
  private func fetch(
    _ uri: String, _ kept: CachedDocument?
  ) throws(RemoteFault) -> CachedDocument {
    let outcome = try fetcher.fetch(uri, unless: kept?.validators)
    let now = fetcher.clock.secondsSince1970
    switch (outcome, kept) {
    case (.notModified(let headers), var kept?):
      kept.confirmedAt = now
      kept.freshUntil = now + headers.freshness.seconds
      cache?.store(kept)
      return kept
    case (.notModified, nil): throw .status(304)
    case (.received(let response, let finalURI), _):
      let freshness = response.headers.freshness
      let document = CachedDocument(
        uri: uri, finalURI: finalURI, contentType: response.headers.mediaType,
        etag: response.headers["etag"], lastModified: response.headers["last-modified"],
        confirmedAt: now, freshUntil: now + freshness.seconds,
        sha256: SHA256.hexadecimal(of: response.body), bytes: response.body)
      if freshness.mayBeKept { cache?.store(document) }
      return document
    }
  }
}

extension RemoteDocument {
  fileprivate init(_ document: CachedDocument) {
    self.init(
      bytes: document.bytes, finalURI: document.finalURI,
      format: DocumentFormat(mediaType: document.contentType, uri: document.finalURI))
  }
}

extension DocumentFormat {
  /// What a server's media type says, else what the URI's path ends in; nil where neither tells.
  init?(mediaType: String?, uri: String) {
    if let mediaType {
      // RFC 6838 §4.2.8, RFC 9512.
      if mediaType == "application/json" || mediaType.hasSuffix("+json") {
        self = .json
        return
      }
      if mediaType.hasSuffix("/yaml") || mediaType.hasSuffix("/x-yaml")
        || mediaType.hasSuffix("+yaml")
      {
        self = .yaml
        return
      }
    }
    self.init(fileName: String(uri.prefix { $0 != "?" && $0 != "#" }))
  }
}
