import WeirJSON

/// What to write instead of something that a metaschema does not allow, where it is a known mistake:
/// a habit from another dialect, or from another language.
struct MetaschemaRemedy {
  let text: String

  /// Nil where nothing is known.
  ///
  /// - Parameters:
  ///   - node: The value at fault, in the schema's text.
  ///   - sourceMap: Of `tape`, if it has one.
  ///   - rules: Of the schema.
  init?(
    for node: Int, in tape: Tape, _ sourceMap: SourceMap?, _ rules: SchemaRules
  ) {
    guard let place = SchemaValue(node, in: tape, sourceMap) else { return nil }
    let text: String? =
      if place.isNamedSchema {
        place.schemaRemedy
      } else if place.isElement {
        place.typeRemedy
      } else {
        place.dialectRemedy(rules) ?? place.formRemedy
      }
    guard let text else { return nil }
    self.text = text
  }
}

extension MetaschemaRemedy {
  /// What is wrong with a value of a schema: a number says little without the keyword that has it.
  static func headline(_ text: String, for node: Int, in tape: Tape) -> String {
    guard let place = SchemaValue(node, in: tape), place.isNumber, !place.isElement else {
      return text
    }
    return "\"\(place.name)\": \(text)"
  }
}

/// The value of a member of a schema, or an element of a list that is one.
private struct SchemaValue {
  let tape: Tape
  let node: Int

  /// The member's name.
  let name: String
  let isElement: Bool

  /// The object that has the member.
  let object: Int

  /// The names of the members whose values that is, and the object around it.
  let outerName: String?
  let outermostName: String?

  /// What the value says as a flag, in quotes too, and in the words of YAML 1.1; nil for any other.
  let flag: Bool?

  /// Nil for the root, and inside of lists of lists.
  init?(_ node: Int, in tape: Tape, _ sourceMap: SourceMap? = nil) {
    var cursor = PointerCursor(tape)
    guard var container = cursor.container(of: node) else { return nil }
    var value = node
    isElement = tape.kind(of: container) == .array
    if isElement {
      value = container
      guard let outer = cursor.container(of: value) else { return nil }
      container = outer
    }
    guard tape.kind(of: container) == .object else { return nil }
    self.tape = tape
    self.node = node
    // A fault may be told at the key.
    let isKey = tape.members(of: container).contains { $0 == value }
    name = tape.string(at: isKey ? value : value - 1)
    object = container
    let outer = cursor.container(of: container)
    let outermost = outer.flatMap { cursor.container(of: $0) }
    outerName = tape.memberName(of: container, in: outer)
    outermostName = outer.flatMap { tape.memberName(of: $0, in: outermost) }
    flag = tape.flag(at: node) ?? sourceMap?.booleanLookalikes[node]
  }

  private var kind: NodeKind { tape.kind(of: node) }
  private var isFlag: Bool { flag != nil }

  // MARK: Other dialects

  func dialectRemedy(_ rules: SchemaRules) -> String? {
    switch name {
    case "items" where kind == .array && rules.dialect >= .draft2020_12:
      "a list of schemas, one for each place, is \"prefixItems\" in this dialect; "
        + "what was \"additionalItems\" is \"items\" then"
    case "required" where isFlag && rules.dialect >= .draft4: requiredRemedy
    case "exclusiveMinimum" where isFlag && rules.dialect >= .draft6: boundRemedy("minimum")
    case "exclusiveMaximum" where isFlag && rules.dialect >= .draft6: boundRemedy("maximum")
    case "exclusiveMinimum",
      "exclusiveMaximum" where isNumber && rules.dialect <= .draft4:
      flagRemedy(of: name == "exclusiveMinimum" ? "minimum" : "maximum")
    case "required" where kind == .array && rules.dialect == .draft3:
      "draft 3 has \"required\": true in the schema of each property"
    case "$id" where kind == .string && rules.dialect >= .draft2019_09: anchorRemedy
    case "type" where kind == .array && rules.metaschema == OpenAPI.schema30:
      "OpenAPI 3.0 has one type; for null add \"nullable\": true"
    default: nil
    }
  }

  var isNumber: Bool { kind == .integer || kind == .decimal }

  private var requiredRemedy: String {
    let isProperty = outermostName == "properties"
    let names = isProperty ? "[\"\(outerName ?? "")\"]" : "[\"a\", \"b\"]"
    return flag == true
      ? "list the names of what is required beside \"properties\": \"required\": \(names)"
      : "remove it: what no list in \"required\" names may be left out"
  }

  /// Up to draft 4 a flag beside the bound.
  private func boundRemedy(_ bound: StaticString) -> String {
    guard flag == true else { return "remove it: \"\(bound)\" includes its value" }
    guard let value = tape.member(bound, of: object) else {
      return "write the bound itself: \"\(name)\": 0"
    }
    return "write \"\(name)\": \(tape.excerpt(value)), and remove \"\(bound)\""
  }

  private func flagRemedy(of bound: String) -> String {
    "in this dialect it is a flag: write \"\(bound)\": \(tape.excerpt(node)), \"\(name)\": true"
  }

  private var anchorRemedy: String? {
    let text = tape.string(at: node)
    guard let mark = text.firstIndex(of: "#"), mark < text.index(before: text.endIndex) else {
      return nil
    }
    return "write the name behind the # as \"$anchor\": \"\(text[text.index(after: mark)...])\""
  }

  // MARK: Wrong forms

  var formRemedy: String? {
    switch (name, kind) {
    case ("type", _): typeRemedy
    case ("required", .string): "write a list: \"required\": [\(tape.excerpt(node))]"
    case ("enum", .array) where tape[node].length == 0:
      "list the values that are allowed, or remove it"
    case ("enum", _): "write a list: \"enum\": [\(isContainer ? "…" : listedValues)]"
    case ("anyOf", .object), ("oneOf", .object), ("allOf", .object):
      "write a list of schemas: \"\(name)\": [{…}, {…}]"
    case ("properties", .array): "write an object: \"properties\": {\"name\": {…}}"
    case (_, .string): schemaRemedy
    default: nil
    }
  }

  /// Whether the member's name is a property or a definition, and no keyword.
  var isNamedSchema: Bool {
    ["properties", "$defs", "definitions", "patternProperties"].contains(outerName)
      && outermostName != "properties"
  }

  /// One text that lists several, or the value as it is.
  private var listedValues: String {
    guard kind == .string else { return tape.excerpt(node) }
    let parts = tape.string(at: node).split { $0 == "," || $0 == "|" }
      .map { $0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed() }
    guard parts.count > 1 else { return tape.excerpt(node) }
    return parts.map { part in
      var writer = JSONWriter()
      writer.value(String(part))
      return String(decoding: writer.bytes, as: UTF8.self)
    }.joined(separator: ", ")
  }

  private var isContainer: Bool { kind == .array || kind == .object }

  /// The name of a type where a schema has to be: `"properties": {"name": "string"}`.
  var schemaRemedy: String? {
    guard isNamedSchema || ["items", "additionalProperties", "not", "contains"].contains(name)
    else { return nil }
    let word = tape.string(at: node)
    return (typeNames.contains(word) ? "\"\(word)\"" : typesByOtherName[word]).map {
      "write a schema: {\"type\": \($0)}"
    }
  }

  // MARK: Types

  /// Of `type`, and of an element of it.
  var typeRemedy: String? {
    guard name == "type" else { return nil }
    switch kind {
    case .array where tape[node].length == 0:
      return "name a type, or remove \"type\" to allow any value"
    case .string:
      let word = tape.string(at: node)
      if let type = typesByOtherName[word.lowercased()] { return "write \"type\": \(type)" }
      return word.lowercased() == "any" ? "remove \"type\" to allow any value" : nil
    default: return nil
    }
  }
}

extension Tape {
  /// A boolean, or a string that reads like one.
  fileprivate func flag(at node: Int) -> Bool? {
    switch kind(of: node) {
    case .true: true
    case .false: false
    case .string:
      switch string(at: node).lowercased() {
      case "true": true
      case "false": false
      default: nil
      }
    default: nil
    }
  }

  /// Of the member whose value a node is; nil where its container is no object.
  fileprivate func memberName(of node: Int, in container: Int?) -> String? {
    container.flatMap { kind(of: $0) == .object ? string(at: node - 1) : nil }
  }
}

private let typeNames: Set<String> = [
  "array", "boolean", "integer", "null", "number", "object", "string",
]

/// What types, and strings of a format, are called elsewhere, with what to write behind `"type":`.
private let typesByOtherName: [String: String] = [
  "int": "\"integer\"", "int32": "\"integer\"", "int64": "\"integer\"", "long": "\"integer\"",
  "bigint": "\"integer\"", "short": "\"integer\"", "uint": "\"integer\"",
  "float": "\"number\"", "double": "\"number\"", "decimal": "\"number\"", "numeric": "\"number\"",
  "real": "\"number\"",
  "bool": "\"boolean\"", "str": "\"string\"", "text": "\"string\"", "varchar": "\"string\"",
  "char": "\"string\"",
  "list": "\"array\"", "tuple": "\"array\"", "set": "\"array\"", "vector": "\"array\"",
  "dict": "\"object\"", "map": "\"object\"", "struct": "\"object\"", "hash": "\"object\"",
  "record": "\"object\"",
  "none": "\"null\"", "nil": "\"null\"", "undefined": "\"null\"",
  "date": "\"string\", \"format\": \"date\"",
  "datetime": "\"string\", \"format\": \"date-time\"",
  "date-time": "\"string\", \"format\": \"date-time\"",
  "timestamp": "\"string\", \"format\": \"date-time\"",
  "time": "\"string\", \"format\": \"time\"",
  "email": "\"string\", \"format\": \"email\"",
  "uri": "\"string\", \"format\": \"uri\"",
  "url": "\"string\", \"format\": \"uri\"",
  "uuid": "\"string\", \"format\": \"uuid\"",
]
