import WeirStream

extension LoadedConfiguration {
  /// What would run, in a few lines for people.
  package var summary: String {
    let configuration = self.configuration
    let listen = configuration.listen
    var lines = [
      "listens to \(listen.tls == nil ? "http" : "https")://\(listen.host):\(listen.port)"
        + (configuration.tenants.isEmpty
          ? ", without telling senders apart"
          : ", for \(configuration.tenants.map(\.name).joined(separator: ", "))"),
      "operators: http://\(configuration.admin.host):\(configuration.admin.port)"
        + (configuration.admin.token == nil ? "" : ", with a token"),
      "keeps its state in \(configuration.state.directory), quarantine in "
        + configuration.quarantine.directory,
      counted(schemas.members.count, "schema") + (schemas.members.isEmpty ? "" : ": ")
        + schemas.members.map(\.identity.name).joined(separator: ", "),
    ]
    for stream in configuration.streams {
      lines.append(
        "stream \(stream.name): \(source(of: stream)) to \(stream.sinks.joined(separator: ", "))")
    }
    for sink in configuration.sinks { lines.append("sink \(sink.name): \(target(of: sink))") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func source(of stream: StreamConfiguration) -> String {
    guard let route = stream.route else { return "by schema \(stream.schema ?? "")" }
    let place = route.pointer + (route.versionPointer.map { " and \($0)" } ?? "")
    return "by \(place) to \(counted(stream.schemaNames.count, "schema"))"
  }

  private func target(of sink: SinkConfiguration) -> String {
    switch sink.kind {
    case .http(let settings): settings.endpoints.joined(separator: ", ")
    case .file(let settings): settings.path
    case .standardOutput: "standard output"
    }
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
