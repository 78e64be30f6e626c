/// One metaschema resource that the library carries with it.
struct Metaschema: Sendable {
  /// Canonical and absolute, without the empty fragment that old drafts write.
  let uri: String

  /// The resource as JSON text. A literal: it costs nothing until somebody parses it.
  let text: String
}

/// The text of a metaschema that is built in; nil for other URIs. Absolute, without an empty fragment.
package func builtInMetaschema(_ uri: String) -> String? { Metaschemas.text(for: uri) }

/// The metaschemas of every dialect, so that `$schema` and references to metaschemas resolve
/// without a network.
///
/// They are the constraints of the specifications, keyword by keyword: every keyword that judges or
/// identifies something stands as in the official text (`$vocabulary`, anchors, `format` and the
/// names of all definitions included), titles, comments, defaults and examples do not. Each judges
/// exactly what the official one judges; members keep its order, and so do the messages.
enum Metaschemas {
  /// Every metaschema, by dialect, the root of each dialect first.
  static let all: [Metaschema] =
    draft3 + draft4 + draft6 + draft7 + draft2019 + draft2020 + v1 + openAPI

  /// The canonical URIs of all metaschemas.
  static var uris: [String] { all.map(\.uri) }

  /// The text of the metaschema that `uri` names, or nil.
  ///
  /// - Parameter uri: Absolute and canonical, without an empty fragment. `http` and `https` differ:
  ///   the drafts up to 7 are identified by `http`, the later ones by `https`.
  static func text(for uri: String) -> String? {
    all.first { $0.uri == uri }?.text
  }
}
