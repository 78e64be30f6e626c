import TestSupport
import Testing

/// `weir filter --route` as its users meet it.
struct RouteCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      """
      routes:
        order: schemas/order.json
        pay: {versions: {"1": schemas/pay.json}}
      """, to: "map.yaml")
    try folder.write(#"{"$id": "urn:order", "required": ["id"]}"#, to: "schemas/order.json")
    try folder.write(#"{"required": ["amount"]}"#, to: "schemas/pay.json")
    try folder.write(
      """
      {"type":"order","id":1}
      {"type":"order"}
      {"type":"pay","v":1,"amount":2}
      {"type":"pay","v":2,"amount":2}
      {"type":"odrer","id":1}
      {"id":1}
      {"type":
      {"type":"pay","v":"1","amount":3}

      """, to: "in.ndjson")
  }

  private func filter(_ arguments: String...) throws -> WeirBinary.Outcome {
    try WeirBinary.run(
      ["filter", "--route", "/type", "--route-version", "/v", "--schema-map", "map.yaml"]
        + arguments, in: folder.path)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.read(name), as: UTF8.self)
  }

  @Test("each record is judged by the schema of its type and version")
  func outputs() throws {
    let run = try filter("--quarantine", "bad", "--summary", "summary.json", "in.ndjson")
    #expect(run.status == 0)
    #expect(
      run.stdout == """
        {"type":"order","id":1}
        {"type":"pay","v":1,"amount":2}
        {"type":"pay","v":"1","amount":3}

        """)
    let records = try text("bad").split(separator: "\n")
    let codes = [
      "schema.required", "route.unknown_version", "route.unknown", "route.missing", "decode.",
    ]
    #expect(records.count == codes.count)
    for (record, code) in zip(records, codes) { #expect(record.contains("\"code\":\"\(code)")) }
    #expect(records[0].contains(#""dataschema":"urn:order""#))
    #expect(records[0].contains(#""schema":{"id":"order","sha256":""#))
    #expect(records[2].contains(#"did you mean \"order\"?"#))
    #expect(records[2].contains(#""instance_location":"/type""#))
    for record in records.dropFirst() { #expect(!record.contains("\"schema\":{")) }
    let summary = try text("summary.json")
    #expect(summary.contains(#""accepted":1,"quarantined":1},{"id":"pay","version":"1","#))
    #expect(summary.contains(#""accepted":2,"quarantined":0}]"#))
  }

  @Test("every record is valid by the schema of quarantine records, whatever the workers")
  func records() throws {
    let root = TestData.packageRoot
    let run = try WeirBinary.shell(
      """
      for jobs in 1 3; do
        weir filter --route /data/type --schema-map \(root)/schemas/event-map.yaml --jobs $jobs \
          --quiet --accepted good$jobs --quarantine bad$jobs \(root)/samples/events.ndjson
      done
      cmp good1 good3 && cat good3 bad3 | wc -l
      weir check --schema \(root)/schemas/quarantine-record.schema.json --as ndjson bad1 bad3
      """, in: folder.path)
    #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
    #expect(run.stdout.contains("2000"))
  }

  @Test("wrong usage is status 2, a broken map status 3 with its place")
  func refusals() throws {
    let arguments = [
      ["--route", "/type"], ["--schema-map", "map.yaml"], ["--route-version", "/v"],
      ["--route", "type", "--schema-map", "map.yaml"],
      ["--route", "/type", "--schema-map", "map.yaml", "--schema", "schemas/pay.json"],
    ]
    for words in arguments {
      #expect(try WeirBinary.run(["filter"] + words, in: folder.path).status == 2, "\(words)")
    }
    try folder.write("routes:\n  a: none.json\n", to: "map.yaml")
    let run = try filter("--quarantine", "bad", "in.ndjson")
    #expect(run.status == 3)
    #expect(run.stderr.contains("map.yaml:2:6"))
    #expect(!folder.contains("bad") && !folder.contains("bad.partial"))
  }
}
