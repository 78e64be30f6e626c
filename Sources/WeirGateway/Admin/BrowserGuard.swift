/// Keeps web pages away from an admin listener that needs no token: a browser on the same machine reaches
/// it, and would send what any page tells it to.
///
/// Pure. A request is refused when it comes from another site, by what browsers say and pages cannot
/// forge (`Sec-Fetch-Site`, `Origin`), or when it asks for a name that is not this machine's, as one does
/// after a name server was made to answer with a loopback address (DNS rebinding).
package enum BrowserGuard {
  /// - Parameters:
  ///   - host: `Host`, or `:authority`.
  ///   - allowedNames: Names, besides addresses and `localhost`, by which operators reach the listener.
  /// - Returns: Why the request is refused; nil when it is not.
  package static func refusal(
    host: String?, origin: String?, fetchSite: String?, allowedNames: Set<String> = []
  ) -> String? {
    if let fetchSite, !["same-origin", "none"].contains(fetchSite) {
      return "the request comes from another site"
    }
    guard let host else { return "the request names no host" }
    if let origin, origin != "http://" + host, origin != "https://" + host {
      return "the request comes from \(origin)"
    }
    let name = name(ofHost: host)
    guard isAddress(name) || name == "localhost" || allowedNames.contains(name) else {
      return "this listener is not called \(name)"
    }
    return nil
  }

  /// Without the port; of an IPv6 address with its brackets.
  private static func name(ofHost host: String) -> String {
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
    return String(host.prefix { $0 != ":" }).lowercased()
  }

  /// An address cannot be rebound.
  private static func isAddress(_ name: String) -> Bool {
    if name.hasPrefix("[") { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}
