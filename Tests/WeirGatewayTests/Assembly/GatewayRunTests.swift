import TestSupport
import Testing

/// A whole gateway, as a process of its own.
@Suite(.serialized)
struct GatewayRunTests {
  private static let configuration = """
    listen: {port: 0}
    admin: {port: 0}
    state: {directory: state}
    schemas: {directory: schemas}
    streams:
      orders: {schema: order, sinks: [archive]}
    sinks:
      archive: {type: file, path: out/orders.ndjson}
    """

  private func run(
    _ script: String, configuration: String = configuration
  ) async throws -> String {
    let folder = try TemporaryFolder()
    let run = try await shell(
      GatewayRun.script(script).replacing(
        "cat > gateway.yaml", with: "cat > gateway.yaml <<'END'\n\(configuration)\nEND"),
      in: folder.path, timeoutSeconds: 120)
    return run.stdout + run.stderr
  }

  @Test("good records reach the sink, bad ones the quarantine, and it ends when it is asked to")
  func firstRun() async throws {
    let words = try await run(
      #"""
      start
      json -d "$good"
      json -d '{"id":1}'; grep -o '"code":"schema.required"' answer | head -n 1
      { orders 2 3; echo nope; } | lines --data-binary @-; grep -o '"accepted":2,"rejected":1' answer
      await grep -q ORD-00000003 out/orders.00000001.ndjson.partial
      await grep -q decode.literal state/quarantine/*
      admin "$(at /readyz)" | grep -o '"status":"pass","checks"'
      metric 'outcome="accepted"'; metric weir_records_received_total
      stop
      wc -l < out/orders.00000001.ndjson.partial
      """#)
    #expect(
      words == """
        202
        422
        "code":"schema.required"
        207
        "accepted":2,"rejected":1
        "status":"pass","checks"
        3
        5
        status 0
        3

        """)
  }

  @Test("what was acknowledged before SIGKILL is delivered once, and a key is remembered")
  func killed() async throws {
    let words = try await run(
      #"""
      start
      orders 1 500 | lines --data-binary @-
      json -H 'Idempotency-Key: a' -d "${good/00000001/00000501}"
      kill -KILL $gateway; wait $gateway 2> /dev/null
      start
      json -H 'Idempotency-Key: a' -d "${good/00000001/00000501}"
      json -H 'Idempotency-Key: a' -d "${good/00000001/00000777}"
      await grep -q ORD-00000501 out/orders.00000001.ndjson.partial
      stop
      sort out/* | uniq | wc -l; sort out/* | uniq -d | wc -l
      """#)
    #expect(words.hasPrefix("202\n202\n202\n422\nstatus 0\n501\n0\n"), "\(words)")
  }

  @Test("asked to end, it takes no more connections and answers the requests in hand")
  func terminated() async throws {
    let words = try await run(
      #"""
      start
      { orders 1 1; sleep 2; orders 2 2; } | lines -T - -X POST & request=$!
      sleep 0.7
      kill -TERM $gateway
      sleep 0.5
      curl -s -o /dev/null "http://127.0.0.1:$port/v1/streams" || echo "refused $?"
      wait $request; grep -o '"accepted":2' answer
      wait $gateway; echo "status $?"
      start
      await grep -q ORD-00000002 out/orders.00000001.ndjson.partial
      stop
      cat out/* | wc -l
      """#)
    #expect(
      words == #"""
        refused 7
        202
        "accepted":2
        status 0
        status 0
        2

        """#)
  }

  @Test("a second gateway on the same state folder is refused, and the first goes on")
  func second() async throws {
    let words = try await run(
      #"""
      start
      weir-gateway run gateway.yaml 2>&1 | grep -o 'is in use by'; echo "status ${PIPESTATUS[0]}"
      json -d "$good"
      stop
      """#)
    #expect(words == "is in use by\nstatus 4\n202\nstatus 0\n", "\(words)")
  }

  @Test("SIGHUP loads the schemas anew, keeps them while one is broken, and says which it was")
  func reload() async throws {
    let words = try await run(
      #"""
      reloaded() { grep -c "\"event\":\"schemas.reloaded\".*\"result\":\"$1\"" log; }
      is() { [ "$(reloaded $1)" = 1 ]; }
      start
      json -d "$good"
      kill -HUP $gateway; await is unchanged
      echo '{"required": ["missing"]}' > schemas/order.schema.json
      json -d "${good/00000001/00000002}"
      kill -HUP $gateway; await is replaced
      json -d "${good/00000001/00000003}"
      echo '{"required": 7}' > schemas/order.schema.json
      kill -HUP $gateway; await is refused
      json -d "${good/00000001/00000004}"
      reloaded unchanged; reloaded replaced; reloaded refused
      stop
      """#,
      configuration: Self.configuration.replacing(
        "{directory: schemas}", with: "{directory: schemas, reload: 1h}"))
    #expect(words == "202\n202\n422\n422\n1\n1\n1\nstatus 0\n", "\(words)")
  }

  @Test("50 parallel identical POSTs with one key make one durable record")
  func idempotency() async throws {
    let words = try await run(
      #"""
      start
      for n in $(seq 50); do
        curl -s -o /dev/null -w '%{http_code}\n' -H 'Content-Type: application/json' \
          -H 'Idempotency-Key: one' -d "$good" "http://127.0.0.1:$port/v1/streams/orders/records" &
        posts="$posts $!"
      done > codes
      wait $posts
      await grep -q ORD-00000001 out/orders.00000001.ndjson.partial
      json -H 'Idempotency-Key: one' -d "$good"
      stop
      grep -cvE '202|409' codes; cat out/* | wc -l
      """#)
    #expect(words == "202\nstatus 0\n0\n1\n", "\(words)")
  }
}
