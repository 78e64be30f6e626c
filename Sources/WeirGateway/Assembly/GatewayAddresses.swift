import NIOCore
import Synchronization

/// Where a gateway listens: what the system chose, where a port was 0.
package struct GatewayAddresses: Sendable, Equatable {
  package var publicPort: Int
  package var adminPort: Int
}

/// Tells the addresses once both are known.
final class AddressBook: Sendable {
  private let known = Mutex<(public: Int?, admin: Int?)>((nil, nil))
  private let onKnown: @Sendable (GatewayAddresses) async -> Void

  init(_ onKnown: @escaping @Sendable (GatewayAddresses) async -> Void) { self.onKnown = onKnown }

  func set(public address: SocketAddress?) async {
    known.withLock { $0.public = address?.port }
    await tell()
  }

  func set(admin address: SocketAddress?) async {
    known.withLock { $0.admin = address?.port }
    await tell()
  }

  private func tell() async {
    let (publicPort, adminPort) = known.withLock { $0 }
    guard let publicPort, let adminPort else { return }
    await onKnown(GatewayAddresses(publicPort: publicPort, adminPort: adminPort))
  }
}
