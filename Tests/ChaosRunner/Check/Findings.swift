import Synchronization

/// What must not be, and was.
final class Findings: Sendable {
  enum Kind: String, Sendable {
    case lost, doubled

    /// There, and nobody sent it so.
    case foreign

    /// Answers, figures and ends that are not as they are promised.
    case wrong
  }

  private let found = Mutex<[(kind: Kind, text: String)]>([])

  func add(_ kind: Kind, _ text: String) { found.withLock { $0.append((kind, text)) } }

  func count(of kind: Kind) -> Int { found.withLock { $0.count { $0.kind == kind } } }

  var isEmpty: Bool { found.withLock { $0.isEmpty } }

  private static let shownPerKind = 20

  /// The first of each kind.
  var lines: [String] {
    let found = found.withLock { $0 }
    return Dictionary(grouping: found, by: \.kind).sorted { $0.key.rawValue < $1.key.rawValue }
      .flatMap { kind, all in
        all.prefix(Self.shownPerKind).map { "\(kind.rawValue): \($0.text)" }
          + (all.count > Self.shownPerKind
            ? ["\(kind.rawValue): \(all.count - Self.shownPerKind) more"] : [])
      }
  }
}
