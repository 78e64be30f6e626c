import Foundation
package import Hummingbird
import Logging
import NIOCore
import NIOSSL
import SwiftASN1
import X509

/// A request's surroundings: who is at the other end, and what it is called in logs and answers.
package struct GatewayContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  private let channel: any Channel

  /// Names the request everywhere: in answers, quarantine records, event identifiers and logs.
  let requestID: String

  package init(source: Source) {
    coreContext = .init(source: source)
    channel = source.channel
    requestID = UUID().uuidString.lowercased()
    logger[metadataKey: "http.request.id"] = .string(requestID)
  }

  /// Subject of the client's certificate, which the TLS layer has verified, by RFC 4514; nil where it
  /// showed none.
  var clientSubject: String? {
    get async {
      let shown = try? await channel.nioSSL_peerCertificate().get()
      guard let bytes = try? shown?.toDERBytes() else { return nil }
      return (try? Certificate(derEncoded: bytes)).map { "\($0.subject)" }
    }
  }
}
