import ArgumentParser
import WeirLoad

/// The options for schemas that are fetched over HTTP.
struct RemoteArguments: ParsableArguments {
  @Flag(
    name: .customLong("allow-http"),
    help: "Fetch schemas by http and https where nothing local answers a reference.")
  var allowsHTTP = false

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Let this host have a private, loopback or link-local address.", valueName: "HOST[:PORT]"))
  var allowHost: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Time to fetch one schema, redirects and retries included; 30 by default.",
      valueName: "seconds"),
    transform: value("a number of seconds of more than 0, and a day at most") {
      Double($0).flatMap { $0 > 0 && $0 <= 86_400 ? $0 : nil }
    })
  var httpTimeout: Double = 30

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Bytes of a fetched schema, decompressed; 16MiB by default.", valueName: "N"),
    transform: countValue(in: 1...FileLimit.schema))
  var httpMaxBytes: Int = RemoteAccess().maxBytes

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Retries after faults that may pass; \(RemoteAccess().retries) by default.", valueName: "N"),
    transform: numberValue(in: 0...100))
  var httpRetries: Int = RemoteAccess().retries

  @Option(
    help: ArgumentHelp(
      """
      Refuse fetched schemas that are not in this file, or whose SHA-256 differs. The default is \
      \(RemoteAccess.standardLockfile) in the current directory, if it is there.
      """, valueName: "FILE"))
  var lockfile: String?

  @Flag(help: "Write what is fetched to the lockfile instead.")
  var updateLock = false

  mutating func validate() throws {
    guard allowsHTTP || (allowHost.isEmpty && lockfile == nil && !updateLock) else {
      throw ArgumentParser.ValidationError(
        "--allow-host, --lockfile and --update-lock need --allow-http")
    }
  }
}

extension RemoteArguments {
  /// How to fetch; nil where it is not allowed.
  var access: RemoteAccess? {
    guard allowsHTTP else { return nil }
    var access = RemoteAccess()
    access.timeout = .seconds(httpTimeout)
    access.maxBytes = httpMaxBytes
    access.retries = httpRetries
    access.allowedHosts = allowHost
    access.lockfile = lockfile ?? RemoteAccess.standardLockfile
    access.updatesLockfile = updateLock
    return access
  }
}
