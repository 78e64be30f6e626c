/// Reference resolution, RFC 3986 §5.2.
extension URIReference {
  /// The reference as seen from `base`, with dot segments removed.
  ///
  /// The base's fragment plays no part. A base without a scheme is allowed, since schemas may name
  /// themselves relatively: then the result is relative to wherever the base is.
  package func resolved(against base: URIReference) -> URIReference {
    if scheme != nil {
      return compose(scheme, authority, path: withoutDotSegments(path), query)
    }
    if authority != nil {
      return compose(base.scheme, authority, path: withoutDotSegments(path), query)
    }
    if path.isEmpty {
      return compose(base.scheme, base.authority, path: base.path[...], query ?? base.query)
    }
    if path.first == slash {
      return compose(base.scheme, base.authority, path: withoutDotSegments(path), query)
    }
    var merged = withoutDotSegments(base.directory + path)
    if base.scheme == nil, base.authority == nil, base.path.first != slash {
      // §5.2.4 is made for rooted paths: from `a/..` it leaves a slash that was never there.
      merged = merged[merged.startIndex...].drop { $0 == slash }
    }
    return compose(base.scheme, base.authority, path: merged, query)
  }

  /// What precedes the last segment of the path, RFC 3986 §5.2.3.
  private var directory: ArraySlice<UInt8> {
    if authority != nil && path.isEmpty { return [slash] }
    guard let last = path.lastIndex(of: slash) else { return [] }
    return path[...last]
  }

  /// RFC 3986 §5.3, with this reference's own fragment.
  private func compose(
    _ scheme: ArraySlice<UInt8>?, _ authority: ArraySlice<UInt8>?, path: ArraySlice<UInt8>,
    _ query: ArraySlice<UInt8>?
  ) -> URIReference {
    var result: [UInt8] = []
    if let scheme { result += scheme + [UInt8(ascii: ":")] }
    if let authority {
      result += [slash, slash] + authority
    } else if path.starts(with: [slash, slash]) {
      // Else the path's first segment would read as an authority.
      result += [slash, UInt8(ascii: ".")]
    } else if scheme == nil, path.prefix(while: { $0 != slash }).contains(UInt8(ascii: ":")) {
      // Else it would read as a scheme, RFC 3986 §4.2.
      result += [UInt8(ascii: "."), slash]
    }
    result += path
    if let query { result += [UInt8(ascii: "?")] + query }
    if let fragment { result += [UInt8(ascii: "#")] + fragment }
    return URIReference(result)
  }
}

/// `remove_dot_segments`, RFC 3986 §5.2.4, segment by segment.
private func withoutDotSegments(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  guard path.contains(UInt8(ascii: ".")) else { return path }
  var output: [UInt8] = []
  // Leading `./` and `../` of a path without a root stand for nothing.
  var rest = path
  while let segmentEnd = rest.firstIndex(of: slash), isDots(rest[..<segmentEnd]) {
    rest = rest[(segmentEnd + 1)...]
  }
  if isDots(rest) { return [] }
  while !rest.isEmpty {
    // A segment with the slash before it.
    let end = rest.dropFirst().firstIndex(of: slash) ?? rest.endIndex
    let segment = rest[..<end]
    let name = segment.first == slash ? segment.dropFirst() : segment
    rest = rest[end...]
    guard segment.first == slash, isDots(name) else {
      output += segment
      continue
    }
    if name.count == 2 {
      output.removeSubrange((output.lastIndex(of: slash) ?? output.startIndex)...)
    }
    if rest.isEmpty { output.append(slash) }
  }
  return output[...]
}

private func isDots(_ segment: ArraySlice<UInt8>) -> Bool {
  segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8)
}

private let slash = UInt8(ascii: "/")
