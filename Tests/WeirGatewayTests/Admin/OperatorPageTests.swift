import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TestSupport
import Testing
import WeirStream

@testable import WeirGateway

/// The page for operators, in a real browser before a real server.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct OperatorPageTests {
  @Test("nothing in the page is from elsewhere, and no script or style stands in the markup")
  func selfContained() throws {
    for path in OperatorPage.paths {
      let body = try #require(OperatorPage.resource(at: path)?.body)
      #expect(!body.contains("http://") && !body.contains("https://"))
    }
    let html = OperatorPage.html
    #expect(html.matches(of: /<script/).count == 1)
    #expect(html.matches(of: /<style|style=|\son[a-z]+=/).isEmpty)
    #expect(OperatorPage.resource(at: "/ui/../etc/passwd") == nil)
    for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
      #expect(!OperatorPage.script.contains(sink))
    }
  }

  @Test(
    "it shows what the gateway does, and hostile payloads as text",
    .needsCommand("chromium", remedy: gatewayTools))
  func shows() async throws {
    let gateway = SampleGateway()
    let dom = try await gateway.dom("/ui")
    for text in [
      ">not ready<", "spool: spool.full: &lt;b&gt;64 MiB&lt;/b&gt;",
      "alert reject_rate is raised for orders", "Every record is accounted for.",
      "schema.required", "/items/*", "https://a.example/in", ">forced open<",
      "shop (paused: sink.unauthorized)", "6.1 %", "85.0 %", ">17 (3 unknown)<",
      // The payload.
      #"&lt;img src=x onerror="document.title='owned'"&gt;&lt;/pre&gt;&lt;script&gt;"#,
      #"\u202e"#, "812 bytes, as base64",
    ] {
      #expect(dom.contains(text), "\(text) is not in \(dom)")
    }
    #expect(!dom.contains("<img"))
    #expect(!dom.contains("owned</title>"))
    #expect(dom.matches(of: /<script/).count == 1)
    #expect(dom.contains(/id="chart-received" class="received" points="0\.0,/))
  }

  @Test(
    "buttons replay, page on and set breakers", .needsCommand("chromium", remedy: gatewayTools))
  func acts() async throws {
    let gateway = SampleGateway()
    let dom = try await gateway.dom(
      "/ui#code%3Dschema.required%20stream%3Dorders",
      pressing: """
        press("#sinks button:nth-child(2)", () =>
          press("#more", () => press("#quarantine tr:nth-child(3) button", () =>
            press("#replay-all", () => {}))));
        """)
    #expect(gateway.posts.count == 3)
    #expect(
      Set(gateway.posts) == [
        "/v1/breakers/shop/0/force-closed {}",
        #"/v1/quarantine/replay {"ids":["q3"]}"#,
        #"/v1/quarantine/replay {"where":["code=schema.required","stream=orders"]}"#,
      ])
    #expect(
      gateway.queries.contains(
        "limit=25&order=newest&where=code%3Dschema.required&where=stream%3Dorders"))
    #expect(
      gateway.queries.contains(
        "limit=25&order=newest&where=code%3Dschema.required&where=stream%3Dorders&after=cursor-1"))
    #expect(dom.contains("Replayed. accepted: 2, rejected: 1, kept: 0"))
  }

  @Test(
    "parked records are shown, sent again and dismissed",
    .needsCommand("chromium", remedy: gatewayTools))
  func parked() async throws {
    let gateway = SampleGateway()
    let dom = try await gateway.dom(
      "/ui",
      pressing: """
        press("#parked-sink option ~ option", () =>
          press("#parked-filter button", () =>
            press("#parked td button", () =>
              press("#parked button + button", () => press("#send-unknown", () => {}))),
            () => { document.querySelector("#parked-unknown").checked = true; }));
        """)
    #expect(gateway.queries.contains("limit=25&sink=shop&unknown=true"))
    #expect(
      Set(gateway.posts) == [
        #"/v1/parked/send-again {"sink":"shop","sequences":[17]}"#,
        #"/v1/parked/dismiss {"sink":"shop","sequences":[17]}"#,
        #"/v1/parked/send-again {"sink":"shop","unknown":true}"#,
      ])
    #expect(dom.contains("&lt;b&gt;e17&lt;/b&gt;") && dom.contains("outcome unknown"))
  }

  @Test(
    "without the token it asks for it", .needsCommand("chromium", remedy: gatewayTools))
  func asksForToken() async throws {
    let gateway = SampleGateway(token: "s3cret")
    let before = try await gateway.dom("/ui")
    #expect(before.contains(#"<form id="login">"#))
    #expect(before.contains("401: Unauthorized: show a token"))
    let after = try await gateway.dom(
      "/ui",
      pressing: """
        press("#login:not([hidden]) button", () => {}, () => { document.querySelector("#token").value = "s3cret"; });
        """)
    #expect(after.contains(#"<form id="login" hidden="">"#))
    #expect(after.contains("Every record is accounted for."))
  }

  @Test(
    "it can be looked at: WEIR_SCREENSHOT names a file for the picture",
    .needsCommand("chromium", remedy: gatewayTools))
  func screenshot() async throws {
    let folder = try TemporaryFolder()
    let picture = ProcessInfo.processInfo.environment["WEIR_SCREENSHOT"] ?? "\(folder.path)/ui.png"
    try await SampleGateway().browse(
      "/ui", "--window-size=1400,1500 --screenshot='\(picture)'", in: folder.path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: picture))
    #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    // A page without content makes a few kilobytes.
    #expect(bytes.count > 50_000)
  }
}
