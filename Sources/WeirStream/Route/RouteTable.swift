package import WeirJSON

/// Finds the schema for a record: by the value at one pointer, and where need be by that at another.
///
/// Values are compared as text: of a string its content, of a number or a boolean what is written.
/// Looks at the tape that is parsed anyway; expected constant time beyond the way to the values.
package struct RouteTable: Sendable {
  /// One way to a schema.
  package struct Route: Sendable {
    let value: String

    /// nil for a record whose version has no route of its own, or that has none.
    let version: String?

    /// Number of the schema, from 0.
    let schema: Int

    package init(value: String, version: String? = nil, schema: Int) {
      self.value = value
      self.version = version
      self.schema = schema
    }
  }

  /// Where to look.
  let discriminator: JSONPointer
  let version: JSONPointer?

  /// For records that no route is for.
  private let defaultSchema: Int?

  private var groups: [Group] = []
  private let groupByValue: NameTable

  /// What one value of the discriminator leads to.
  private struct Group {
    var anyVersion: Int?
    var schemaByVersion = NameTable()
  }

  /// - Parameter version: Without it no route has a version.
  package init(
    discriminator: JSONPointer, version: JSONPointer? = nil, routes: [Route],
    defaultSchema: Int? = nil
  ) {
    self.discriminator = discriminator
    self.version = version
    self.defaultSchema = defaultSchema
    var table = NameTable()
    for route in routes {
      let name = Array(route.value.utf8)
      let group = table.value(for: name) ?? groups.count
      if group == groups.count {
        groups.append(Group())
        table.add(name, group)
      }
      if let version = route.version {
        groups[group].schemaByVersion.add(Array(version.utf8), route.schema)
      } else {
        groups[group].anyVersion = groups[group].anyVersion ?? route.schema
      }
    }
    groupByValue = table
  }

  /// The schema for the record on the tape.
  package func schema(
    for tape: Tape, scratch: inout CellBuffer<UInt8>
  ) throws(RouteFault) -> Int {
    let group: Int
    do throws(RouteFault) {
      group = try self.group(of: tape, scratch: &scratch)
    } catch {
      guard let defaultSchema else { throw error }
      return defaultSchema
    }
    return try schema(in: groups[group], for: tape, scratch: &scratch)
  }

  private func group(
    of tape: Tape, scratch: inout CellBuffer<UInt8>
  ) throws(RouteFault) -> Int {
    guard let node = tape.index(at: discriminator) else {
      throw RouteFault(.missing, pointer: discriminator)
    }
    guard let value = tape.scalarText(at: node, scratch: &scratch) else {
      throw RouteFault(.notScalar, pointer: discriminator, node: node)
    }
    guard let group = groupByValue.value(for: value) else {
      throw RouteFault(
        .unknown, pointer: discriminator, node: node, value: value.decodedString(),
        known: groupByValue.names)
    }
    return group
  }

  private func schema(
    in group: Group, for tape: Tape, scratch: inout CellBuffer<UInt8>
  ) throws(RouteFault) -> Int {
    guard !group.schemaByVersion.isEmpty, let version else {
      // A group without versions was made by a route without one.
      guard let schema = group.anyVersion else {
        throw RouteFault(.missingVersion, pointer: discriminator)
      }
      return schema
    }
    guard let node = tape.index(at: version),
      let value = tape.scalarText(at: node, scratch: &scratch)
    else {
      if let schema = group.anyVersion { return schema }
      throw RouteFault(.missingVersion, pointer: version, node: tape.index(at: version))
    }
    if let schema = group.schemaByVersion.value(for: value) ?? group.anyVersion { return schema }
    throw RouteFault(
      .unknownVersion, pointer: version, node: node, value: value.decodedString(),
      known: group.schemaByVersion.names)
  }
}

extension Tape {
  /// A scalar as text: a string's content, a number or a boolean as it is written. nil for null and
  /// for containers. Valid until the next use of `scratch`.
  func scalarText(at index: Int, scratch: inout CellBuffer<UInt8>) -> ByteSlice? {
    let node = self[index]
    return node.isContainer || node.kind == .null ? nil : content(of: node, scratch: &scratch)
  }
}
