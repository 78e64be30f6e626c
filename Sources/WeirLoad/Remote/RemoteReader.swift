import Synchronization
import WeirJSON

/// Documents that are looked at again and again: the last answer is kept in memory, and asked for by its
/// validators. Shared by all threads; blocks for as long as fetching takes.
package final class RemoteReader: Sendable {
  /// A document as the server has it now.
  package struct Text: Sendable {
    package let bytes: [UInt8]

    /// Who gave it in the end: what its relative references are relative to.
    package let finalURI: String
    package let format: DocumentFormat?
  }

  private struct Kept {
    var validators: Validators?
    var text: Text
  }

  private let fetcher: HTTPFetcher
  private let kept = Mutex<[String: Kept]>([:])

  /// - Parameter access: Its cache and its lockfile are not used.
  package init(_ access: RemoteAccess) {
    fetcher = HTTPFetcher(
      limits: FetchLimits(
        timeout: access.timeout, maxBytes: access.maxBytes, retries: access.retries),
      allowedHosts: Set(access.allowedHosts.map { $0.lowercased() }),
      transport: CurlTransport(certificateFile: access.certificateFile), clock: LiveFetchClock())
  }

  /// What stands at `uri` now.
  ///
  /// - Throws: `RemoteFault`, whose description does not name the URI.
  package func read(_ uri: String) throws(RemoteFault) -> Text {
    let known = kept.withLock { $0[uri] }
    switch (try fetcher.fetch(uri, unless: known?.validators), known) {
    case (.notModified, let known?): return known.text
    case (.notModified, nil): throw .status(304)
    case (.received(let response, let finalURI), _):
      let text = Text(
        bytes: response.body, finalURI: finalURI,
        format: DocumentFormat(mediaType: response.headers.mediaType, uri: finalURI))
      let etag = response.headers["etag"]
      let lastModified = response.headers["last-modified"]
      let validators =
        etag == nil && lastModified == nil
        ? nil : Validators(etag: etag, lastModified: lastModified, uri: finalURI)
      kept.withLock { $0[uri] = Kept(validators: validators, text: text) }
      return text
    }
  }

  /// Forgets all documents but these.
  package func forgetAll(but uris: Set<String>) {
    kept.withLock { $0 = $0.filter { uris.contains($0.key) } }
  }
}
