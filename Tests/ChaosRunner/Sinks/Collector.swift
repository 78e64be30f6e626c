import Foundation

/// Takes complete files away while others are written, as whoever reads them does.
struct Collector: Sendable {
  /// Where the sink writes.
  let source: String

  /// What is taken away; made when it is needed.
  let destination: String
  let findings: Findings

  private static let interval: Duration = .milliseconds(150)

  /// Until its task is cancelled.
  func run() async {
    while !Task.isCancelled {
      collect()
      try? await Task.sleep(for: Self.interval)
    }
  }

  private func collect() {
    let files = FileManager.default
    let names = (try? files.contentsOfDirectory(atPath: source)) ?? []
    try? files.createDirectory(atPath: destination, withIntermediateDirectories: true)
    for name in names where !name.hasSuffix(".partial") {
      do {
        // Fails where there is one of that name: no number may come twice.
        try files.moveItem(atPath: source + "/" + name, toPath: destination + "/" + name)
      } catch {
        findings.add(.wrong, "\(name) cannot be taken away: \(error)")
      }
    }
  }
}
