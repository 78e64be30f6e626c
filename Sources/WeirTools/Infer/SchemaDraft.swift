import WeirJSON

/// Writes shapes as a schema of 2020-12, so that everything they have seen is valid by it.
struct SchemaDraft {
  let options: InferOptions
  private(set) var writer = JSONWriter()

  init(_ options: InferOptions) { self.options = options }

  /// The schema of a document.
  ///
  /// - Parameter remark: What the whole rests on.
  mutating func appendRoot(_ shape: Shape, remark: String) {
    writer.beginObject()
    writer.member("$schema", "https://json-schema.org/draft/2020-12/schema")
    if let identifier = options.identifier { writer.member("$id", identifier) }
    if let title = options.title { writer.member("title", title) }
    appendMembers(of: shape, remarks: [remark])
    writer.endObject()
  }

  private mutating func append(_ shape: Shape, remarks: [String]) {
    writer.beginObject()
    appendMembers(of: shape, remarks: remarks)
    writer.endObject()
  }

  /// The keywords for all types that were seen, each of which concerns one of them only.
  private mutating func appendMembers(of shape: Shape, remarks: [String]) {
    let types = shape.types
    let guess = StringGuess(shape, options)
    append(comment: remarks + shape.typeRemarks + guess.remarks + shape.numbers.remarks)
    // `oneOf` concerns all types, so the union of objects must stand for itself.
    if let objects = shape.objects, objects.union != nil, types != .object {
      return appendAlternatives(shape, objects)
    }
    append(types: types, integers: shape.numbers.areIntegers)
    appendStrings(shape, guess)
    appendNumbers(shape.numbers)
    appendArrays(shape.arrays)
    if let objects = shape.objects { appendObjects(objects) }
  }

  /// Objects that a tag tells apart, or something else.
  private mutating func appendAlternatives(_ shape: Shape, _ objects: ObjectShape) {
    writer.key("anyOf")
    writer.beginArray()
    writer.beginObject()
    writer.member("type", "object")
    appendObjects(objects)
    writer.endObject()
    shape.objects = nil
    append(shape, remarks: [])
    shape.objects = objects
    writer.endArray()
  }

  private mutating func append(comment remarks: [String]) {
    guard options.hasComments, !remarks.isEmpty else { return }
    writer.member("$comment", remarks.joined(separator: "; "))
  }

  private mutating func append(types: ShapeTypes, integers: Bool) {
    let names = types.names(integers: integers)
    guard let first = names.first else { return }
    guard names.count > 1 else { return writer.member("type", first) }
    writer.key("type")
    writer.beginArray()
    for name in names { writer.value(name) }
    writer.endArray()
  }

  private mutating func appendStrings(_ shape: Shape, _ guess: StringGuess) {
    if let values = guess.values {
      // The keyword concerns all types; null is the only other one here.
      let isOnly = values.count == 1 && shape.nulls == 0
      writer.key(isOnly ? "const" : "enum")
      if !isOnly { writer.beginArray() }
      for value in values { writer.string(utf8: value) }
      if shape.nulls > 0 { writer.null() }
      if !isOnly { writer.endArray() }
    }
    if let format = guess.format { writer.member("format", format) }
    if let lengths = guess.lengths {
      writer.member("minLength", lengths.lowerBound)
      writer.member("maxLength", lengths.upperBound)
    }
  }

  private mutating func appendNumbers(_ numbers: NumberStatistics) {
    if options.isTight, let (least, greatest) = numbers.bounds {
      writer.key("minimum")
      writer.raw(least)
      writer.key("maximum")
      writer.raw(greatest)
    } else if numbers.areNonNegative {
      writer.member("minimum", 0)
    }
  }

  private mutating func appendArrays(_ arrays: ArrayStatistics) {
    if options.isTight, let sizes = arrays.sizes {
      writer.member("minItems", sizes.lowerBound)
      writer.member("maxItems", sizes.upperBound)
    }
    guard let items = arrays.items else { return }
    writer.key("items")
    append(items, remarks: [])
  }
}

// MARK: - Objects

extension SchemaDraft {
  private mutating func appendObjects(_ objects: ObjectShape) {
    if let map = objects.map { return appendMap(map, isOpen: objects.hasOthers) }
    appendRequired(objects, also: objects.union?.tag)
    appendProperties(objects, tag: nil)
    // What branches allow, only `unevaluatedProperties` knows.
    let branches = objects.union?.branches ?? []
    if options.isClosed, !objects.hasOthers, branches.allSatisfy({ !$0.shape.hasOthers }) {
      writer.member(branches.isEmpty ? "additionalProperties" : "unevaluatedProperties", false)
    }
    guard let tag = objects.union?.tag else { return }
    writer.key("oneOf")
    writer.beginArray()
    for branch in branches { append(branch, tag: tag, of: objects.count) }
    writer.endArray()
  }

  /// One branch of a union: its tag, and what it has that others have not.
  private mutating func append(_ branch: UnionShape.Branch, tag: [UInt8], of count: Int) {
    writer.beginObject()
    append(comment: ["\(branch.shape.count) of \(count)"])
    if let map = branch.shape.map {
      writer.key("properties")
      writer.beginObject()
      appendConstant(tag, branch.value)
      writer.endObject()
      appendMap(map, isOpen: branch.shape.hasOthers, hasNames: false)
    } else {
      appendRequired(branch.shape, also: nil)
      appendProperties(branch.shape, tag: (tag, branch.value))
    }
    writer.endObject()
  }

  private mutating func appendRequired(_ objects: ObjectShape, also tag: [UInt8]?) {
    let names =
      [tag].compactMap(\.self)
      + objects.members.entries.filter { $0.count == objects.count }.map(\.name)
    guard !names.isEmpty else { return }
    writer.key("required")
    writer.beginArray()
    for name in names { writer.string(utf8: name) }
    writer.endArray()
  }

  private mutating func appendProperties(
    _ objects: ObjectShape, tag: (name: [UInt8], value: [UInt8])?
  ) {
    guard !objects.members.entries.isEmpty || tag != nil else { return }
    writer.key("properties")
    writer.beginObject()
    if let tag { appendConstant(tag.name, tag.value) }
    for entry in objects.members.entries where entry.name != tag?.name {
      writer.key(String(decoding: entry.name, as: UTF8.self))
      append(entry.shape, remarks: ["in \(entry.count) of \(objects.count)"])
    }
    writer.endObject()
  }

  private mutating func appendConstant(_ name: [UInt8], _ value: [UInt8]) {
    writer.key(String(decoding: name, as: UTF8.self))
    writer.beginObject()
    writer.key("const")
    writer.string(utf8: value)
    writer.endObject()
  }

  /// - Parameters:
  ///   - isOpen: There were members of which nothing is known.
  ///   - hasNames: Whether something may be said of all names.
  private mutating func appendMap(_ map: MapShape, isOpen: Bool, hasNames: Bool = true) {
    let remarks = ["a map: \(map.names.count) members"]
    if hasNames, !isOpen { appendNames(map) }
    guard !isOpen else { return append(comment: remarks) }
    writer.key("additionalProperties")
    append(map.values, remarks: remarks)
  }

  private mutating func appendNames(_ map: MapShape) {
    let format = map.names.formats.name
    guard map.namesAreDigits || format != nil else { return }
    writer.key("propertyNames")
    writer.beginObject()
    if let format { writer.member("format", format) } else { writer.member("pattern", "^[0-9]+$") }
    writer.endObject()
  }
}
