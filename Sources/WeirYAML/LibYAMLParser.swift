import CLibYAML

/// libyaml's event parser, wrapped so that nothing outside this file is unsafe.
///
/// Invariants:
/// - The parser and the current event live at fixed heap addresses, because libyaml keeps pointers
///   into its own parser structure; `deinit` deletes the event, then the parser, exactly once.
/// - libyaml reads the text through a borrowed pointer. `reading` is the only maker and lends the
///   parser to a closure while the text's storage is pinned, so the pointer never outlives it.
/// - The event is zeroed when the parser is made and deleted before the next one is parsed;
///   `yaml_event_delete` zeroes it again, so it is always safe to delete.
/// - Strings of an event are copied out; no pointer leaves this file.
///
/// Its marks count characters from the parsed text's start, not bytes; `CharacterCursor` translates.
@safe
struct LibYAMLParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>

  /// Lends a parser that stands before the first event of `text`, which has no byte order mark.
  ///
  /// - Throws: what `body` throws; `LibYAMLProblem.outOfMemory` as a `YAMLError` is the body's job.
  static func reading<Result>(
    _ text: ArraySlice<UInt8>,
    _ body: (inout LibYAMLParser) throws(YAMLError) -> Result
  ) throws(YAMLError) -> Result {
    try unsafe text.withUnsafeBufferPointer { (buffer) throws(YAMLError) in
      guard var parser = unsafe LibYAMLParser(borrowing: buffer) else {
        throw YAMLError(.outOfMemory, at: 0)
      }
      return try body(&parser)
    }
  }

  private init?(borrowing text: UnsafeBufferPointer<UInt8>) {
    unsafe parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    unsafe event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
    unsafe event.initialize(to: yaml_event_t())
    unsafe parser.initialize(to: yaml_parser_t())
    // On failure the parser stays zeroed, which `deinit` may delete like any other.
    guard unsafe yaml_parser_initialize(parser) == 1 else { return nil }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    unsafe yaml_event_delete(event)
    unsafe yaml_parser_delete(parser)
    unsafe event.deallocate()
    unsafe parser.deallocate()
  }
}

/// What the current event is.
enum YAMLEventKind {
  case streamStart, streamEnd
  case documentStart, documentEnd
  case sequenceStart, sequenceEnd
  case mappingStart, mappingEnd
  case scalar, alias
}

/// How a scalar is written.
enum ScalarStyle {
  case plain, quoted, block
}

/// Why libyaml gave up: its own words, and where, in its own units.
struct LibYAMLProblem: Error {
  enum Place {
    case character(Int)
    case byte(Int)
    case outOfMemory
  }

  let text: String
  let context: String?
  let contextCharacter: Int
  let place: Place
}

extension LibYAMLParser {
  /// Parses the next event, which then is the current one.
  mutating func advance() throws(LibYAMLProblem) -> YAMLEventKind {
    unsafe yaml_event_delete(event)
    guard unsafe yaml_parser_parse(parser, event) == 1 else { throw problem }
    switch unsafe event.pointee.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_SEQUENCE_START_EVENT: return .sequenceStart
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT: return .mappingStart
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_SCALAR_EVENT: return .scalar
    case YAML_ALIAS_EVENT: return .alias
    // libyaml answers with "no event" after the end of the stream.
    default: return .streamEnd
    }
  }

  /// Where the current event starts and ends, in characters; a node starts at its properties.
  var characters: (start: Int, end: Int) {
    unsafe (event.pointee.start_mark.index, event.pointee.end_mark.index)
  }

  /// The anchor that the current scalar or collection defines, or that the alias names.
  var anchor: [UInt8]? {
    switch unsafe event.pointee.type {
    case YAML_SCALAR_EVENT: unsafe copy(event.pointee.data.scalar.anchor)
    case YAML_SEQUENCE_START_EVENT: unsafe copy(event.pointee.data.sequence_start.anchor)
    case YAML_MAPPING_START_EVENT: unsafe copy(event.pointee.data.mapping_start.anchor)
    case YAML_ALIAS_EVENT: unsafe copy(event.pointee.data.alias.anchor)
    default: nil
    }
  }

  /// The tag of the current scalar or collection, with its handle expanded. Scalars lose `!`.
  var tag: [UInt8]? {
    switch unsafe event.pointee.type {
    case YAML_SCALAR_EVENT: unsafe copy(event.pointee.data.scalar.tag)
    case YAML_SEQUENCE_START_EVENT: unsafe copy(event.pointee.data.sequence_start.tag)
    case YAML_MAPPING_START_EVENT: unsafe copy(event.pointee.data.mapping_start.tag)
    default: nil
    }
  }

  /// How the current scalar is written.
  var scalarStyle: ScalarStyle {
    switch unsafe event.pointee.data.scalar.style {
    case YAML_PLAIN_SCALAR_STYLE: .plain
    case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
    default: .quoted
    }
  }

  /// Appends the current scalar's value, decoded: valid UTF-8.
  func appendScalar(to bytes: inout [UInt8]) {
    precondition(unsafe event.pointee.type == YAML_SCALAR_EVENT, "only a scalar has a value")
    let scalar = unsafe event.pointee.data.scalar
    unsafe bytes.append(
      contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
  }

  private var problem: LibYAMLProblem {
    let failed = unsafe parser.pointee
    let place: LibYAMLProblem.Place =
      switch unsafe failed.error {
      case YAML_MEMORY_ERROR: .outOfMemory
      case YAML_READER_ERROR: unsafe .byte(failed.problem_offset)
      default: unsafe .character(failed.problem_mark.index)
      }
    return unsafe LibYAMLProblem(
      text: failed.problem.map { unsafe String(cString: $0) } ?? "",
      context: failed.context.map { unsafe String(cString: $0) },
      contextCharacter: failed.context_mark.index,
      place: place
    )
  }

  private func copy(_ text: UnsafeMutablePointer<yaml_char_t>?) -> [UInt8]? {
    guard let text = unsafe text else { return nil }
    return unsafe Array(UnsafeBufferPointer(start: text, count: strlen(text)))
  }
}
