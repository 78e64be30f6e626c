import WeirJSON

/// Turns collected faults into a report: pointers, places and texts, all made here and only here.
struct ReportBuilder {
  let program: Program
  let tape: Tape
  /// The original bytes of a node of the instance.
  let byteRange: (Int) -> Range<Int>
  /// A place of the instance's original text.
  let position: (Int) -> TextPosition

  func report(_ collector: Collector) -> Report {
    let errors = collector.entries.prefix(collector.limit).map(error)
    return Report(
      errors: errors.stablySorted { $0.byteRange.lowerBound < $1.byteRange.lowerBound },
      isTruncated: collector.entries.count > collector.limit)
  }

  private func error(_ entry: Collector.Entry) -> ValidationError {
    let fault = entry.fault
    let range = self.range(of: fault)
    let schema = program.schemas[entry.path.last?.schema ?? 0]
    let causes = entry.causes.map(error)
    let keyword = fault.site.map { program.keyword(at: $0) }
    let keywordNode = fault.site.map { program.keywordNode($0) }
    let message = FaultText(
      fault: fault, instance: tape, keyword: keyword ?? "",
      schema: program.tape(of: schema.source), value: keywordNode.map { $0.node + 1 } ?? schema.node
    ).parts(causes: causes)
    return ValidationError(
      code: "schema." + (keyword.map(snakeCased) ?? "false"), keyword: keyword ?? "",
      instanceLocation: tape.pointer(to: fault.node),
      evaluationPath: evaluationPath(entry.path, keyword),
      schemaLocation: program.location(of: keywordNode ?? schema),
      byteRange: range, position: position(range.lowerBound),
      schemaPlace: place(
        keywordNode.map { SchemaNode(source: $0.source, node: $0.node + 1) } ?? schema),
      message: message, causes: causes)
  }

  /// The primary span: the value; the key of a member that should not be there; the opening of an
  /// object that lacks something.
  private func range(of fault: Fault) -> Range<Int> {
    let range = byteRange(fault.node)
    guard fault.place == .opening else { return range }
    return range.lowerBound..<min(range.lowerBound + 1, range.upperBound)
  }

  private func place(_ node: SchemaNode) -> SchemaPlace {
    program.sources[node.source].place(of: node.node)
  }

  /// Keywords from the root schema on, through references, as a pointer. Core Specification
  /// §12.3.1.
  private func evaluationPath(_ steps: [Collector.Step], _ keyword: String?) -> String {
    var path = ""
    for (index, step) in steps.enumerated().dropFirst() {
      if let site = step.site {
        path += "/" + program.keyword(at: site)
      } else {
        path += relativePointer(from: steps[index - 1].schema, to: step.schema)
      }
    }
    return keyword.map { path + "/" + $0 } ?? path
  }

  private func relativePointer(from outer: Int, to inner: Int) -> String {
    let from = program.schemas[outer]
    let to = program.schemas[inner]
    let tape = program.tape(of: to.source)
    return String(tape.pointer(to: to.node).dropFirst(tape.pointer(to: from.node).count))
  }
}

extension Program {
  func tape(of source: Int) -> Tape { sourceTapes.view[source] }

  /// Node of the keyword's key.
  func keywordNode(_ site: Int) -> SchemaNode {
    SchemaNode(source: Int(sites[site].source), node: Int(sites[site].key))
  }

  func keyword(at site: Int) -> String {
    tape(of: Int(sites[site].source)).string(at: Int(sites[site].key))
  }

  /// Absolute URI of a schema or keyword: its resource's, with a pointer as the fragment.
  func location(of node: SchemaNode) -> String {
    let tape = self.tape(of: node.source)
    let pointer = tape.pointer(to: node.node)
    var base: (uri: URIReference, prefix: String)?
    // The innermost resource whose root lies on the way.
    for resource in resources where resource.root.source == node.source {
      guard resource.root.node <= node.node,
        node.node < tape.next(after: resource.root.node)
      else { continue }
      let prefix = tape.pointer(to: resource.root.node)
      if base == nil || prefix.utf8.count > base?.prefix.utf8.count ?? 0 {
        base = (resource.uri, prefix)
      }
    }
    let (uri, prefix) = base ?? (URIReference(""), "")
    return uri.withFragment(pointer.utf8.dropFirst(prefix.utf8.count)).text
  }
}

/// `minLength` as `min_length`, `$ref` as `ref`.
private func snakeCased(_ keyword: String) -> String {
  var result = ""
  for character in keyword.unicodeScalars where character != "$" {
    if ("A"..."Z").contains(character) {
      result += "_" + String(character).lowercased()
    } else {
      result.unicodeScalars.append(character)
    }
  }
  return result
}

extension Sequence {
  /// Sorted, equals in their present order.
  func stablySorted(by precedes: (Element, Element) -> Bool) -> [Element] {
    enumerated().sorted { a, b in
      if precedes(a.element, b.element) { return true }
      return !precedes(b.element, a.element) && a.offset < b.offset
    }.map(\.element)
  }
}
