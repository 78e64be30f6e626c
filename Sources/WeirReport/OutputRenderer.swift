import WeirJSON
package import WeirSchema

/// Writes what became of an instance in one of JSON Schema's own output formats: one JSON object.
public struct OutputRenderer: Sendable {
  public let format: OutputFormat

  public init(_ format: OutputFormat) {
    self.format = format
  }

  /// What the format needs to know; nil if a verdict is enough.
  package var detail: OutputDetail? {
    switch format {
    case .flag: nil
    case .basic, .detailed, .list: .outcome
    case .verbose, .hierarchical: .everything
    }
  }

  /// JSON text for an instance that was evaluated, without a line end.
  package func render(_ unit: OutputUnit) -> [UInt8] {
    var writer = JSONWriter()
    switch format {
    case .flag: return render(isValid: unit.isValid)
    case .basic: writer.writeBasic(unit)
    case .detailed: writer.write(OutputNode(unit, isPruned: true).collapsed)
    case .verbose: writer.write(OutputNode(unit, isPruned: false))
    case .list: writer.writeList(unit)
    case .hierarchical: writer.writeHierarchy(unit)
    }
    return writer.bytes
  }

  /// The same where there is nothing to tell but the verdict.
  package func render(isValid: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("valid", isValid)
    writer.endObject()
    return writer.bytes
  }

  /// The same for what could not be evaluated: it is no JSON, or exceeds a limit.
  package func render(error: String) -> [UInt8] {
    format == .flag ? render(isValid: false) : render(OutputUnit(error: error))
  }
}

/// A unit of `basic`, `detailed` and `verbose`: a schema or a keyword. Core Specification §12.3.
private struct OutputNode {
  var isValid: Bool
  var keywordLocation: String
  var absoluteKeywordLocation: String
  var instanceLocation: String
  var error: String?
  var annotation: [UInt8]?
  var children: [OutputNode] = []

  /// - Parameter isPruned: Whether what says nothing is left out.
  init(_ unit: OutputUnit, isPruned: Bool) {
    isValid = unit.isValid
    keywordLocation = unit.evaluationPath
    absoluteKeywordLocation = unit.schemaLocation
    instanceLocation = unit.instanceLocation
    error = unit.error
    children = unit.keywords.compactMap { keyword in
      let node = OutputNode(keyword, of: unit, isPruned: isPruned)
      return isPruned && (node.isSilent || node.isValid != unit.isValid) ? nil : node
    }
  }

  private init(_ keyword: OutputKeyword, of unit: OutputUnit, isPruned: Bool) {
    isValid = keyword.isValid
    keywordLocation = keyword.evaluationPath
    absoluteKeywordLocation = keyword.schemaLocation
    instanceLocation = unit.instanceLocation
    error = keyword.error
    // What failed annotates nothing.
    annotation = unit.isValid ? keyword.annotation : nil
    children = keyword.units.compactMap { inner in
      let node = OutputNode(inner, isPruned: isPruned)
      return isPruned && node.isSilent ? nil : node
    }
  }

  private var isSilent: Bool { error == nil && annotation == nil && children.isEmpty }

  /// Without the nodes that have a single child, which stands for them; a node that says something
  /// itself stays.
  var collapsed: OutputNode {
    var node = self
    node.children = children.map(\.collapsed)
    guard node.children.count == 1, annotation == nil, let only = node.children.first else {
      return node
    }
    return only
  }

  /// The nodes that say something themselves.
  var telling: [OutputNode] {
    (error != nil || annotation != nil ? [self] : []) + children.flatMap(\.telling)
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ node: OutputNode, isAlone: Bool = false) {
    beginObject()
    writeMembers(of: node)
    if !isAlone, !node.children.isEmpty { writeChildren(node.children, isValid: node.isValid) }
    endObject()
  }

  private mutating func writeMembers(of node: OutputNode) {
    member("valid", node.isValid)
    member("keywordLocation", node.keywordLocation)
    member("absoluteKeywordLocation", node.absoluteKeywordLocation)
    member("instanceLocation", node.instanceLocation)
    if let error = node.error { member("error", error) }
    if let annotation = node.annotation {
      key("annotation")
      raw(annotation)
    }
  }

  private mutating func writeChildren(
    _ children: [OutputNode], isValid: Bool, areAlone: Bool = false
  ) {
    key(isValid ? "annotations" : "errors")
    beginArray()
    for child in children { write(child, isAlone: areAlone) }
    endArray()
  }

  fileprivate mutating func writeBasic(_ unit: OutputUnit) {
    var root = OutputNode(unit, isPruned: true)
    let units = root.telling
    // The schema `false` says so in the list.
    root.error = nil
    beginObject()
    writeMembers(of: root)
    writeChildren(units, isValid: unit.isValid, areAlone: true)
    endObject()
  }

  fileprivate mutating func writeList(_ unit: OutputUnit) {
    beginObject()
    member("valid", unit.isValid)
    key("details")
    beginArray()
    writeDetails(of: unit, isRoot: true)
    endArray()
    endObject()
  }

  private mutating func writeDetails(of unit: OutputUnit, isRoot: Bool) {
    if isRoot || unit.isTelling {
      beginObject()
      writeMembers(of: unit)
      endObject()
    }
    for keyword in unit.keywords {
      for inner in keyword.units { writeDetails(of: inner, isRoot: false) }
    }
  }

  fileprivate mutating func writeHierarchy(_ unit: OutputUnit) {
    beginObject()
    writeMembers(of: unit)
    let inner = unit.keywords.flatMap(\.units)
    if !inner.isEmpty {
      key("details")
      beginArray()
      for unit in inner { writeHierarchy(unit) }
      endArray()
    }
    endObject()
  }

  private mutating func writeMembers(of unit: OutputUnit) {
    member("valid", unit.isValid)
    member("evaluationPath", unit.evaluationPath)
    member("schemaLocation", unit.schemaLocation)
    member("instanceLocation", unit.instanceLocation)
    let errors = unit.keywords.filter { $0.error != nil }
    if unit.error != nil || !errors.isEmpty {
      key("errors")
      beginObject()
      if let error = unit.error { member("", error) }
      for keyword in errors { member(keyword.name, keyword.error ?? "") }
      endObject()
    }
    let annotating = unit.keywords.filter { $0.annotation != nil }
    if !annotating.isEmpty {
      key(unit.isValid ? "annotations" : "droppedAnnotations")
      beginObject()
      for keyword in annotating {
        key(keyword.name)
        raw(keyword.annotation ?? [])
      }
      endObject()
    }
  }
}

extension OutputUnit {
  /// Whether its own keywords, or it as a whole, say something.
  fileprivate var isTelling: Bool {
    error != nil || keywords.contains { $0.error != nil || $0.annotation != nil }
  }
}
