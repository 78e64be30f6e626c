/// Whether and how documents are fetched over HTTP.
///
/// Only public addresses are connected to, unless a host is allowed by name; redirects are followed
/// as long as they do not leave `http` and `https` and never from `https` to `http`; user names and
/// passwords in URIs are refused. No proxy is used.
public struct RemoteAccess: Hashable, Sendable {
  /// Time for one document, redirects, retries and waiting included.
  public var timeout = Duration.seconds(30)

  /// Bytes that a document may have once decompressed.
  public var maxBytes = 16 << 20

  /// How often a request that failed in passing is made again: connections that break, and the
  /// statuses 408, 425, 429, 500, 502, 503 and 504.
  public var retries = 3

  /// Hosts that may have private, loopback or link-local addresses: `host` or `host:port`.
  public var allowedHosts: [String] = []

  /// A file with the digests of all documents that may be fetched: what is not in it, or differs,
  /// is refused. Nil for none.
  public var lockfile: String?

  /// Whether the lockfile is written instead of obeyed.
  public var updatesLockfile = false

  /// Where documents are kept to be used again; nil for nowhere.
  public var cacheFolder: String? = HTTPCache.standardFolder

  /// PEM file with the certificates to trust instead of the system's.
  public var certificateFile: String? = environmentValue("CURL_CA_BUNDLE")

  /// The defaults.
  public init() {}

  /// Where the lockfile is by default, in the current directory.
  public static let standardLockfile = Lockfile.standardPath
}
