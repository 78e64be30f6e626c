package import NIOSSL

/// What a listener shows and asks for, from PEM files.
package struct ListenerTLS: Sendable, Equatable {
  package var certificatePath: String
  package var keyPath: String

  /// Whose client certificates are accepted (mTLS); with it every client must show one.
  package var clientCAPath: String?

  package init(certificatePath: String, keyPath: String, clientCAPath: String? = nil) {
    self.certificatePath = certificatePath
    self.keyPath = keyPath
    self.clientCAPath = clientCAPath
  }

  /// TLS 1.2 and later.
  ///
  /// - Throws: what NIOSSL says of files that it cannot use.
  package var configuration: TLSConfiguration {
    get throws {
      let chain = try NIOSSLCertificate.fromPEMFile(certificatePath)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem)))
      configuration.minimumTLSVersion = .tlsv12
      if let clientCAPath {
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(clientCAPath))
        configuration.certificateVerification = .noHostnameVerification
      }
      return configuration
    }
  }
}
