import TestSupport
import Testing

/// The example of `samples/orders-service`, as its first lines say to run it.
struct ExampleTests {
  @Test("the example service takes a good order, and says what is wrong with a bad one")
  func service() throws {
    let folder = try TemporaryFolder()
    let run = try WeirBinary.shell(
      #"""
      PORT=0 orders-service > words 2> log & service=$!
      for try in $(seq 200); do grep -q listening words && break; sleep 0.05; done
      trap 'kill -KILL $service 2> /dev/null' EXIT
      url=http://127.0.0.1:$(grep -oE '[0-9]+$' words)/orders
      post() { curl -s -w '%{http_code}\n' -H 'Content-Type: application/json' -d "$1" "$url"; }
      post '{"id": 7, "customer": "Ada", "lines": [{"sku": "A-1", "quantity": 2}]}'
      post '{"id": 0, "lines": []}'
      kill -TERM $service; wait $service; echo "status $?"
      """#, in: folder.path)
    let lines = run.stdout.split(separator: "\n")
    #expect(lines.first == "order 7 of Ada: 2 pieces", "\(run.stderr)")
    #expect(lines.dropFirst().first == "200")
    #expect(lines.count == 4)
    #expect(run.stdout.contains(#""code":"schema.required""#))
    #expect(run.stdout.hasSuffix("}422\nstatus 0\n"), "\(run.stdout)")
  }
}
