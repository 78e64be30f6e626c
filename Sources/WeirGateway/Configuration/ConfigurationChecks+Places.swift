import Foundation
import WeirJSON
import WeirResilience

extension ConfigurationChecks {
  func checkSinks() {
    for sink in configuration.sinks {
      for (section, delay) in [("pause", sink.delivery.pause), ("park", sink.delivery.park)]
      where delay.baseDelay > delay.maxDelay {
        conflict("base_delay", isMoreThan: "max_delay", in: ["sinks", sink.name, section])
      }
      switch sink.kind {
      case .http(let settings): check(settings, of: sink.name)
      case .file(let settings):
        let folder = URL(fileURLWithPath: settings.path).deletingLastPathComponent().path
        checkFolder(folder, at: "sinks", sink.name, "path")
      case .standardOutput: break
      }
    }
  }

  private func check(_ sink: HTTPSinkConfiguration, of name: String) {
    for (index, endpoint) in sink.endpoints.enumerated() {
      checkURL(endpoint, at: "sinks", name, "endpoints", "\(index)")
    }
    checkHeaders(sink.headers, at: ["sinks", name, "headers"])
    checkToken(of: sink, name)
    for (field, path) in [
      ("ca", sink.tls.authorityFile), ("certificate", sink.tls.certificateFile),
      ("key", sink.tls.keyFile),
    ] {
      checkFile(path ?? "", at: "sinks", name, "tls", field)
    }
    if (sink.tls.certificateFile == nil) != (sink.tls.keyFile == nil) {
      fault("conflict", "certificate and key belong together", at: "sinks", name, "tls")
    }
    if sink.hedge != nil, !sink.isIdempotent {
      fault(
        "conflict", "a second request beside the first needs an idempotent sink", at: "sinks", name,
        "hedge", help: "set idempotent: true if the service heeds Idempotency-Key")
    }
    let limits: [(Bool, String, String, [String])] = [
      (sink.retry.baseDelay > sink.retry.maxDelay, "base_delay", "max_delay", ["retry"]),
      (
        sink.retry.throttledBaseDelay > sink.retry.maxDelay, "throttled_base_delay", "max_delay",
        ["retry"]
      ),
      (
        sink.budget.initialRetries > sink.budget.maxRetries, "initial_retries", "max_retries",
        ["budget"]
      ),
      (sink.ejection.baseTime > sink.ejection.maxTime, "base_time", "max_time", ["ejection"]),
      (sink.breaker.openTime > sink.breaker.maxOpenTime, "open_time", "max_open_time", ["breaker"]),
      (sink.timeouts.connect > sink.timeouts.request, "connect", "request", ["timeouts"]),
      (sink.timeouts.firstByte > sink.timeouts.request, "first_byte", "request", ["timeouts"]),
    ]
    for (isWrong, field, limit, section) in limits where isWrong {
      conflict(field, isMoreThan: limit, in: ["sinks", name] + section)
    }
  }

  /// Headers that can be sent, and that the gateway does not set itself.
  func checkHeaders(_ headers: [HeaderConfiguration], at tokens: [String]) {
    for header in headers {
      var settings = HTTPSinkSettings(endpoints: [""])
      settings.headers = [(header.name, header.text)]
      do throws(HTTPSinkError) {
        try settings.validate()
      } catch {
        input.fault(
          "header", "\(error)", at: input.place(at: tokens + [header.name]), isQuoted: false)
      }
    }
  }

  private func checkToken(of sink: HTTPSinkConfiguration, _ name: String) {
    if let token = sink.token, token.revealed.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) {
      fault("secret", "a token has no blanks and no control characters", at: "sinks", name, "token")
    }
  }

  /// Where the one is a default, the other is what was written.
  func conflict(_ field: String, isMoreThan limit: String, in section: [String]) {
    let place = has(section + [field]) ? section + [field] : section + [limit]
    input.fault("conflict", "\(field) is more than \(limit)", at: input.place(at: place))
  }

  /// http or https, with a host and without a user's name and password.
  func checkURL(_ text: String, at tokens: String...) {
    // What is missing or of another form has been told by the schema.
    guard !text.isEmpty else { return }
    let node = input.place(at: tokens)
    guard let url = URL(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme),
      let host = url.host, !host.isEmpty
    else {
      input.fault("url", "\"\(text)\" is no URL of a service", at: node)
      return
    }
    if url.user != nil || url.password != nil {
      input.fault(
        "url", "names and passwords do not stand in URLs", at: node,
        help: "use token or headers with {env: NAME} or {file: PATH}", isQuoted: false)
    }
    if let port = url.port, !(1...65_535).contains(port) {
      input.fault("url", "a port is from 1 to 65535", at: node)
    }
  }

  /// Something that can be read; the empty path is one that was not given.
  func checkFile(_ path: String, at tokens: String...) {
    guard !path.isEmpty else { return }
    let node = input.place(at: tokens)
    switch isFolder(path) {
    case nil: input.fault("path", "there is no file \(path)", at: node)
    case true?: input.fault("path", "\(path) is a folder", at: node)
    case false?:
      guard !FileManager.default.isReadableFile(atPath: path) else { return }
      input.fault("path", "\(path) cannot be read", at: node)
    }
  }

  /// A file or a folder.
  func checkPresence(of path: String, at tokens: String...) {
    guard isFolder(path) == nil else { return }
    input.fault("path", "there is nothing at \(path)", at: input.place(at: tokens))
  }

  /// A folder that can be written to, or that can be made.
  func checkFolder(_ path: String, at tokens: String...) {
    // One that is derived from another shares its faults.
    guard !path.isEmpty, has(tokens) else { return }
    var nearest = URL(fileURLWithPath: path).standardized.path
    while isFolder(nearest) == nil, nearest != "/" {
      nearest = URL(fileURLWithPath: nearest).deletingLastPathComponent().path
    }
    let node = input.place(at: tokens)
    if isFolder(nearest) != true {
      input.fault("path", "\(nearest) is no folder", at: node)
    } else if !FileManager.default.isWritableFile(atPath: nearest) {
      input.fault("path", "\(nearest) cannot be written to", at: node)
    }
  }

  /// nil where nothing is.
  private func isFolder(_ path: String) -> Bool? {
    (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType).map {
      type in
      guard type == .typeSymbolicLink else { return type == .typeDirectory }
      let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      return target != path && isFolder(target) == true
    }
  }
}
