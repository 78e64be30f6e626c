import NIOPosix
import ServiceLifecycle
import WeirStream

// Parts that run for as long as the gateway does.

/// Exports quarantine records to files.
struct QuarantineService: Service {
  let files: QuarantineFiles

  func run() async throws {
    await cancelWhenGracefulShutdown { await files.run() }
  }
}

/// Looks at schemas until the gateway ends.
struct SchemaService: Service {
  let library: SchemaLibrary

  func run() async throws {
    await cancelWhenGracefulShutdown { await library.run() }
  }
}

extension SchemaLibrary {
  /// A stream as it is to be judged now; nil for none of that name.
  func stream(named name: String) -> IngestStream? {
    current.judge(forStream: name).map { judge in
      IngestStream(name: name) { judge.judge($0) }
    }
  }

  /// A schema to ask for verdicts by; nil for none of that name.
  func schema(named name: String) -> IngestStream? {
    current.member(named: name).map { member in
      IngestStream(name: name) { member.judge.judge($0) }
    }
  }

  /// Judges a quarantined payload by what its stream's schemas are now.
  func judge(
    _ candidate: ReplayCandidate, on threads: NIOThreadPool
  ) async throws -> ReplayVerdict {
    guard let stream = stream(named: candidate.row.stream) else {
      throw Problem.unknownStream(candidate.row.stream)
    }
    switch try await threads.runIfActive({ stream.judge(candidate.payload) }) {
    case .accepted(let schema): return .accepted(schema: schema.name)
    case .rejected(let rejection): return .rejected(rejection.report, rejection.schema)
    }
  }
}
