/// What the public listener takes. Each limit has a status, a code and a metric of its own.
package struct IngestSettings: Sendable, Equatable {
  /// Of a request's body, both as it comes and as it is decoded. `limit.body_bytes`, status 413.
  package var maxBodyBytes = 10 << 20

  /// Of one record. A longer one is that record's fault alone. `frame.too_long`.
  package var maxRecordBytes = 1 << 20

  /// Records of one request. `limit.records`, status 413.
  package var maxRecords = 10_000

  /// How many times its size a compressed body may expand to. `limit.expansion`, status 413.
  package var maxExpansion = 100

  /// NDJSON without an `Idempotency-Key` becomes durable in parts of this many bytes as it comes.
  package var segmentBytes = 1 << 20

  /// Bytes of all bodies that are held at once. `limit.memory`, status 503.
  package var maxInflightBytes = 512 << 20

  /// How full the spool may be, from 0 to 1. `spool.full`, status 503.
  package var spoolHighWater = 0.8

  /// Threads that judge records, apart from those of I/O; 0 for as many as there are processors.
  package var validationThreads = 0

  /// Connections at once. Then one that rests gives way to the next; while none does, others wait in the
  /// system's queue.
  package var maxConnections = 1024

  package var pace = RequestPaceSettings()

  package init() {}
}
