/// One YAML document as a flat table of nodes in document order, aliases not yet followed.
///
/// Node 0 is the root. A sequence's children follow it; a mapping's children are key, value, key,
/// value, …; `next` leads over a subtree. An alias always points backwards, to a finished node, so
/// that following aliases ends.
struct YAMLTree {
  var nodes: [YAMLNode] = []

  /// The decoded values of all scalars, one after another.
  var scalars: [UInt8] = []

  /// What the document says that is legal and perhaps not meant.
  var warnings: [YAMLWarning] = []

  /// The decoded value of a scalar.
  func value(of node: YAMLNode) -> ArraySlice<UInt8> { scalars[node.value] }

  /// The index of the node that follows a node's subtree.
  func index(after index: Int) -> Int {
    switch nodes[index].kind {
    case .scalar, .alias: index + 1
    case .sequence, .mapping: nodes[index].next
    }
  }

  /// The index of the node that stands for `index`: itself, or what the alias names.
  func resolved(_ index: Int) -> Int {
    nodes[index].kind == .alias ? nodes[index].target : index
  }
}

/// One node of a `YAMLTree`: 40 bytes, trivially copyable.
struct YAMLNode {
  enum Kind: UInt8 {
    case scalar, sequence, mapping, alias
  }

  let kind: Kind
  let tag: YAMLTag
  let isPlain: Bool

  /// The bytes of the YAML text without anchor and tag; for collections from the first to the last
  /// byte of their content, brackets included.
  private var sourceStart: UInt32
  private var sourceEnd: UInt32

  /// A scalar's place in `YAMLTree.scalars`.
  private var valueStart: UInt32 = 0
  private var valueEnd: UInt32 = 0

  /// Collections: the index behind the subtree. Aliases: the index of the node they name.
  private var link: UInt32 = 0

  init(_ kind: Kind, tag: YAMLTag, isPlain: Bool = false, source: Range<Int>) {
    self.kind = kind
    self.tag = tag
    self.isPlain = isPlain
    sourceStart = UInt32(source.lowerBound)
    sourceEnd = UInt32(source.upperBound)
  }
}

extension YAMLNode {
  var source: Range<Int> { Int(sourceStart)..<Int(sourceEnd) }

  var value: Range<Int> {
    get { Int(valueStart)..<Int(valueEnd) }
    set {
      valueStart = UInt32(newValue.lowerBound)
      valueEnd = UInt32(newValue.upperBound)
    }
  }

  /// The index behind the subtree, for collections.
  var next: Int {
    get { Int(link) }
    set { link = UInt32(newValue) }
  }

  /// The index of the node that an alias names.
  var target: Int {
    get { Int(link) }
    set { link = UInt32(newValue) }
  }

  /// Whether this is a collection whose end has not been read yet.
  var isOpen: Bool { (kind == .sequence || kind == .mapping) && link == 0 }

  /// Extends a collection over its last child.
  mutating func close(at end: Int, next: Int) {
    sourceEnd = max(sourceStart, UInt32(end))
    self.next = next
  }
}

/// What a node's tag means here. YAML 1.2.2 §10.
enum YAMLTag: UInt8 {
  /// None: plain scalars are resolved by the core schema.
  case none
  /// `!`: what the kind of node is without resolution, a string for scalars.
  case nonSpecific
  case string, integer, float, boolean, null
  case sequence, mapping
  /// `!!merge`, the tag that a plain `<<` has anyway.
  case merge
  /// A tag of yaml.org that JSON shows as its kind of node: `!!binary`, `!!timestamp`, `!!set`, ….
  case otherStandard
  /// Anybody else's.
  case unknown

  /// - Parameter text: The tag with its handle expanded; nil for none.
  init(_ text: [UInt8]?) {
    guard let text else {
      self = .none
      return
    }
    switch String(decoding: text, as: UTF8.self) {
    case "!": self = .nonSpecific
    case "tag:yaml.org,2002:str": self = .string
    case "tag:yaml.org,2002:int": self = .integer
    case "tag:yaml.org,2002:float": self = .float
    case "tag:yaml.org,2002:bool": self = .boolean
    case "tag:yaml.org,2002:null": self = .null
    case "tag:yaml.org,2002:seq": self = .sequence
    case "tag:yaml.org,2002:map": self = .mapping
    case "tag:yaml.org,2002:merge": self = .merge
    case "tag:yaml.org,2002:binary", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:set",
      "tag:yaml.org,2002:omap", "tag:yaml.org,2002:pairs", "tag:yaml.org,2002:value":
      self = .otherStandard
    default: self = .unknown
    }
  }

  /// As people write it, for the tags that a scalar's text may contradict.
  var name: String {
    switch self {
    case .integer: "!!int"
    case .float: "!!float"
    case .boolean: "!!bool"
    case .null: "!!null"
    default: ""
    }
  }

  /// Whether a node of this kind may carry the tag at all; a scalar's text is judged later.
  func fits(_ kind: YAMLNode.Kind) -> Bool {
    switch self {
    case .none, .nonSpecific, .otherStandard, .unknown: true
    case .string, .integer, .float, .boolean, .null, .merge: kind == .scalar
    case .sequence: kind == .sequence
    case .mapping: kind == .mapping
    }
  }
}
