package import WeirStream

/// What one request leaves in the store: all of it in one durable transaction, or nothing.
package struct IngestWrite: Sendable {
  package var records: [SpoolRecord] = []
  package var quarantined: [QuarantineRow] = []

  /// The request's idempotency key with the response that a repetition gets.
  package var completion: IdempotencyCompletion?

  package init(
    records: [SpoolRecord] = [], quarantined: [QuarantineRow] = [],
    completion: IdempotencyCompletion? = nil
  ) {
    self.records = records
    self.quarantined = quarantined
    self.completion = completion
  }

  /// Payload, records and response: what counts for the size of a commit.
  var byteCount: Int { payloadBytes + quarantineBytes + (completion?.response.body.count ?? 0) }

  var payloadBytes: Int { records.reduce(0) { $0 + $1.payload.count } }
  var quarantineBytes: Int { quarantined.reduce(0) { $0 + $1.record.count } }
}

/// Whose request it is, as far as repetitions go.
package struct IdempotencyKey: Sendable, Hashable {
  package var tenant: String?

  /// What stood in `Idempotency-Key`.
  package var key: String

  package init(tenant: String?, key: String) {
    self.tenant = tenant
    self.key = key
  }
}

/// A key whose request is done.
package struct IdempotencyCompletion: Sendable, Equatable {
  package var key: IdempotencyKey

  /// Tells the request's body from others: its SHA-256.
  package var fingerprint: [UInt8]
  package var response: StoredResponse
  package var completedAt: Timestamp

  package init(
    key: IdempotencyKey, fingerprint: [UInt8], response: StoredResponse, completedAt: Timestamp
  ) {
    self.key = key
    self.fingerprint = fingerprint
    self.response = response
    self.completedAt = completedAt
  }
}

/// A response as a repetition of its request gets it again.
package struct StoredResponse: Sendable, Equatable {
  package var status: Int
  package var contentType: String?
  package var body: [UInt8]

  package init(status: Int, contentType: String? = nil, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }
}

/// What is known of a key.
package enum IdempotencyClaim: Sendable, Equatable {
  /// Nothing: the key is the caller's now, until it is completed in an `IngestWrite`, or released.
  case new

  /// Another request with this key is being worked on.
  case inProgress

  /// The key stands for another body.
  case mismatch

  /// The request was done: this is what it got.
  case replay(StoredResponse)
}
