public import WeirJSON

/// One schema document: its text, parsed once, and where it came from.
///
/// Sendable although it boxes a `Document`: nothing changes after `init`.
public final class SchemaSource: @unchecked Sendable {
  /// Retrieval URI, without fragment: the base of relative references until an `$id` says
  /// otherwise. Empty if there is none.
  package let uri: String

  /// What messages call it: a file's path as the user gave it, or the URI.
  package let name: String

  /// The dialect of a document that has no `$schema`, where it is not the compilation's default.
  package let defaultDialect: Dialect?

  private let document: Document

  /// The text that places refer to, where it is not the parsed JSON text (YAML).
  private let originalText: [UInt8]?

  /// Parses `json`. Lenient: of duplicate keys the last one wins.
  ///
  /// - Throws: `SchemaError` with code `syntax` and its place.
  public convenience init(
    uri: String = "", name: String? = nil, json: [UInt8], defaultDialect: Dialect? = nil,
    options: DocumentOptions = DocumentOptions()
  ) throws(SchemaError) {
    let shownName = name ?? (uri.isEmpty ? "schema" : uri)
    var document = Document(options: options)
    do throws(SyntaxError) {
      try document.parse(json)
    } catch {
      let place = json.withByteSlice { text in
        SchemaPlace(
          sourceName: shownName,
          byteRange: error
            .byteOffset..<min(error.byteOffset + 1, max(json.count, error.byteOffset)),
          position: TextPosition(of: error.byteOffset, in: text))
      }
      throw SchemaError(.syntax, "\(error)", place: place)
    }
    self.init(uri: uri, name: shownName, document: document, defaultDialect: defaultDialect)
  }

  /// Takes over a document that was parsed already; its text must be its own copy.
  package init(
    uri: String, name: String, document: consuming Document, originalText: [UInt8]? = nil,
    defaultDialect: Dialect? = nil
  ) {
    self.uri = uri
    self.name = name
    self.document = document
    self.originalText = originalText
    self.defaultDialect = defaultDialect
  }

  /// Valid as long as the source.
  package var tape: Tape { document.tape }

  /// Where the nodes stand in the source text, if that is not the parsed one.
  var sourceMap: SourceMap? { document.sourceMap }

  /// The bytes of the source text that the node at `index` takes.
  package func byteRange(of index: Int) -> Range<Int> { document.byteRange(of: index) }

  /// The source text that places refer to.
  package var text: [UInt8] { originalText ?? tape.text.copied() }

  /// Where the node at `index` stands in the source text. Linear in the text.
  package func place(of index: Int) -> SchemaPlace {
    let range = document.byteRange(of: index)
    let position =
      originalText?.withByteSlice { TextPosition(of: range.lowerBound, in: $0) }
      ?? TextPosition(of: range.lowerBound, in: tape.text)
    return SchemaPlace(sourceName: name, byteRange: range, position: position)
  }
}
