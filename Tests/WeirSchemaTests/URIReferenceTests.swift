import TestSupport
import Testing
import WeirJSON

@testable import WeirSchema

@Suite("URI references")
struct URIReferenceTests {
  /// RFC 3986 §5.4, seen from this base.
  static let rfcBase = "http://a/b/c/d;p?q"

  static let rfcExamples: [(String, String)] = [
    ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
    ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"),
    ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"),
    ("g?y#s", "http://a/b/c/g?y#s"), (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"),
    ("g;x?y#s", "http://a/b/c/g;x?y#s"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
    ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"),
    ("../g", "http://a/b/g"),
    ("../..", "http://a/"), ("../../", "http://a/"), ("../../g", "http://a/g"),
    ("../../../g", "http://a/g"), ("../../../../g", "http://a/g"), ("/./g", "http://a/g"),
    ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"),
    ("g..", "http://a/b/c/g.."), ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"),
    ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"),
    ("g;x=1/./y", "http://a/b/c/g;x=1/y"), ("g;x=1/../y", "http://a/b/c/y"),
    ("g?y/./x", "http://a/b/c/g?y/./x"), ("g?y/../x", "http://a/b/c/g?y/../x"),
    ("g#s/./x", "http://a/b/c/g#s/./x"), ("g#s/../x", "http://a/b/c/g#s/../x"),
    ("http:g", "http:g"),
  ]

  @Test("the examples of RFC 3986 section 5.4 resolve", arguments: rfcExamples)
  func rfc(reference: String, expected: String) {
    #expect(resolve(reference, Self.rfcBase) == expected)
  }

  /// Base, reference, result.
  static let schemaExamples: [(String, String, String)] = [
    ("urn:example:root", "#foo", "urn:example:root#foo"),
    ("urn:example:root?+x", "#/a/b", "urn:example:root?+x#/a/b"),
    (
      "urn:uuid:deadbeef-1234-ffff-ffff-4321feebdaed", "",
      "urn:uuid:deadbeef-1234-ffff-ffff-4321feebdaed"
    ),
    ("tag:example.com,2024:x", "#a", "tag:example.com,2024:x#a"),
    ("http://example.com/root.json#frag", "#bar", "http://example.com/root.json#bar"),
    ("http://example.com/root.json#frag", "", "http://example.com/root.json"),
    ("http://example.com/root.json#", "item.json#/a", "http://example.com/item.json#/a"),
    ("http://example.com", "item.json", "http://example.com/item.json"),
    ("http://example.com?q", "?r", "http://example.com?r"),
    ("", "item.json", "item.json"), ("", "#a", "#a"), ("", "", ""),
    ("schemas/root.json", "item.json", "schemas/item.json"),
    ("schemas/root.json", "../item.json", "item.json"),
    ("root.json", "a/../item.json", "item.json"), ("root.json", "./item.json", "item.json"),
    ("root.json", "./a:b", "./a:b"),
    ("/root/a.json", "../../b.json", "/b.json"), ("//host/a", "b", "//host/b"),
    ("file:///a/b.json", "c.json", "file:///a/c.json"), ("file:/a/b", ".//c", "file:/a//c"),
    ("x:/a", "/.//b", "x:/.//b"), ("http://a/b", "c d%25#e f", "http://a/c d%25#e f"),
    ("http://example.com/ä/b", "ö", "http://example.com/ä/ö"),
  ]

  @Test("schema identifiers of every kind resolve", arguments: schemaExamples)
  func schemas(base: String, reference: String, expected: String) {
    #expect(resolve(reference, base) == expected)
  }

  @Test("resolving is stable, and what the grammar allows it allows afterwards")
  func stability() {
    var generator = SeededGenerator(seed: 0x5EED_0003)
    let alphabet = Array("ab:/?#..%4@[]é")
    for _ in 0..<20_000 {
      let (written, reference) = (0..<2).reduce(
        into: (Bool.random(using: &generator) ? "x:" : "", "")
      ) { pair, _ in
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
          pair.0.append(alphabet.randomElement(using: &generator) ?? "a")
          pair.1.append(alphabet.randomElement(using: &generator) ?? "a")
        }
      }
      // A base counts without dot segments: an empty reference takes its path as it is.
      let base = resolve(written, ["y://z/w", "w"].randomElement(using: &generator) ?? "")
      let resolved = resolve(reference, base)
      #expect(
        resolve(resolved, base) == resolved || !URIReference(resolved).isAbsolute,
        "\(reference) from \(base)")
      if fault(in: base, .iri) == nil, fault(in: reference, .iri) == nil {
        #expect(fault(in: resolved, .iri) == nil, "\(reference) from \(base)")
      }
    }
  }

  @Test("a reference splits into its components")
  func components() {
    let reference = URIReference("https://u@h:8/p/q?r=s#t")
    #expect(reference.scheme.map(text) == "https")
    #expect(reference.authority.map(text) == "u@h:8")
    #expect(text(reference.path) == "/p/q")
    #expect(reference.query.map(text) == "r=s")
    #expect(reference.fragment.map(text) == "t")
    let bare = URIReference("1a:b")
    #expect(bare.scheme == nil && text(bare.path) == "1a:b")
    #expect(URIReference("a?#").query?.isEmpty == true)
    #expect(URIReference("#a?b/c:d").isFragmentOnly)
    #expect(URIReference("").isFragmentOnly)
    #expect(!URIReference("a#").isFragmentOnly)
  }

  @Test("an empty fragment can be dropped, another one stays")
  func fragments() {
    #expect(URIReference("http://a/b#").withoutEmptyFragment.text == "http://a/b")
    #expect(URIReference("http://a/b#c").withoutEmptyFragment.text == "http://a/b#c")
    #expect(URIReference("http://a/b#c").withoutFragment.text == "http://a/b")
    #expect(URIReference("http://a/b").withoutFragment.text == "http://a/b")
  }

  @Test("a fragment is percent-decoded to bytes and encoded again")
  func encoding() {
    #expect(URIReference("#/a%25b/%7e1/%22").decodedFragment.map { text($0[...]) } == "/a%b/~1/\"")
    #expect(URIReference("#%C3%A9%ff").decodedFragment == [0xC3, 0xA9, 0xFF])
    #expect(URIReference("#100%/%4").decodedFragment.map { text($0[...]) } == "100%/%4")
    #expect(URIReference("a").decodedFragment == nil)
    let encoded = URIReference("u:x#old").withFragment("/a b/é/%\"".utf8)
    #expect(encoded.text == "u:x#/a%20b/%C3%A9/%25%22")
  }

  @Test("references are equal only if their bytes are")
  func identity() {
    #expect(URIReference("http://a/\u{E9}") != URIReference("http://a/e\u{301}"))
    #expect(URIReference("http://a/%7E") != URIReference("http://a/~"))
    #expect(Set([URIReference("a#b"), URIReference("a#b")]).count == 1)
  }

  /// Text, the fault of it as a URI, the fault of it as an IRI.
  static let faults: [(String, URIError?, URIError?)] = [
    ("", nil, nil), ("a/b:c", nil, nil), ("a:b:c", nil, nil), ("http://[::1]:80/?#", nil, nil),
    ("http://[v7.a:b]", nil, nil), ("//user:pw@h", nil, nil), ("mailto:a@b.c", nil, nil),
    ("1a:b", URIError(.character, at: 2), URIError(.character, at: 2)),
    ("a b", URIError(.character, at: 1), URIError(.character, at: 1)),
    ("x:%4g", URIError(.percentEncoding, at: 2), URIError(.percentEncoding, at: 2)),
    ("x://[::g]", URIError(.host, at: 5), URIError(.host, at: 5)),
    ("x://h:8a", URIError(.port, at: 7), URIError(.port, at: 7)),
    ("x:é", URIError(.character, at: 2), nil),
    ("x:é?\u{E000}", URIError(.character, at: 2), nil),
    ("x:\u{E000}", URIError(.character, at: 2), URIError(.character, at: 2)),
    ("#a#b", URIError(.character, at: 2), URIError(.character, at: 2)),
  ]

  @Test("the grammar's first fault is found", arguments: faults)
  func grammar(text: String, uri: URIError?, iri: URIError?) {
    #expect(fault(in: text, .uri) == uri)
    #expect(fault(in: text, .iri) == iri)
  }
}

private func resolve(_ reference: String, _ base: String) -> String {
  URIReference(reference).resolved(against: URIReference(base)).text
}

private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

private func fault(in text: String, _ repertoire: URIGrammar.Repertoire) -> URIError? {
  do {
    try Array(text.utf8).withByteSlice { (slice) throws(URIError) in
      try URIGrammar.checkReference(slice, repertoire)
    }
    return nil
  } catch {
    return error
  }
}
