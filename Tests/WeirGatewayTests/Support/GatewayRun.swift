import Foundation
import TestSupport

/// Scripts around a real `weir-gateway`: `start` runs it in the background and waits for its ports,
/// `post`, `admin` and `metric` talk to it, `await CONDITION…` waits for a shell condition.
enum GatewayRun {
  static func script(_ lines: String) -> String {
    """
    cat > gateway.yaml
    mkdir -p schemas out
    cp \(TestData.packageRoot)/samples/gateway/schemas/order.schema.json schemas
    good='{"id":"ORD-00000001","customer":"Ada","lines":[{"sku":"ABC-00001","quantity":2}]}'
    orders() {
      for n in $(seq "$1" "$2"); do
        printf '{"id":"ORD-%08d","customer":"Ada","lines":[{"sku":"ABC-00001","quantity":2}]}\\n' $n
      done
    }
    await() { for try in $(seq 600); do if "$@" > /dev/null 2>&1; then return; fi; sleep 0.05; done; echo "gave up: $*"; }
    trap 'kill -KILL $gateway $others 2> /dev/null' EXIT
    start() {
      : > log
      weir-gateway run gateway.yaml 2> log & gateway=$!
      await grep -q gateway.listening log
      port=$(grep -o '"port":"[0-9]*' log | tail -n 1 | grep -o '[0-9]*$')
      admin_port=$(grep -o '"admin_port":"[0-9]*' log | tail -n 1 | grep -o '[0-9]*$')
    }
    stop() { kill -TERM $gateway; wait $gateway; echo "status $?"; }
    post() {
      curl -s -m 30 -o answer -w '%{http_code}\\n' "$@" \\
        "http://127.0.0.1:$port/v1/streams/orders/records"
    }
    json() { post -H 'Content-Type: application/json' "$@"; }
    lines() { post -H 'Content-Type: application/x-ndjson' "$@"; }
    admin() { curl -s -m 10 "$@" ; }
    at() { echo "http://127.0.0.1:$admin_port$1"; }
    metric() { curl -s -m 10 "$(at /metrics)" | grep -v '^#' | grep -F "$1" | head -n 1 | grep -o '[^ ]*$'; }
    \(lines)
    """
  }
}
