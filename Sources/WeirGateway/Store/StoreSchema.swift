import GRDB

/// The tables of the state directory's database, and how older ones become them.
///
/// A version is never changed once it has been released: the next one is added below it, and with it
/// the format's number grows, which stands in `PRAGMA user_version`.
enum StoreSchema {
  /// The newest format that this program knows.
  static var format: Int { versions.count }

  /// Brings a database to a format, which is the newest one unless a test wants an old database.
  static func migrate(_ database: Database, to format: Int = format) throws {
    let found = try currentFormat(of: database)
    for number in found..<max(found, format) {
      try database.inTransaction(.immediate) {
        try database.execute(sql: versions[number])
        try database.execute(sql: "PRAGMA user_version = \(number + 1)")
        return .commit
      }
    }
  }

  static func currentFormat(of database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
  }

  private static let versions = [version1, version2, version3]

  /// Tables whose rows a salvage takes over, in its order.
  static let tables = [
    "spool", "sink", "parked", "damaged", "idempotency", "seen", "quarantine",
    "quarantine_export",
  ]

  private static let version1 = """
    CREATE TABLE spool (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      stream TEXT NOT NULL,
      event_id TEXT NOT NULL,
      tenant TEXT,
      schema TEXT,
      received_at INTEGER NOT NULL,
      traceparent TEXT,
      payload BLOB NOT NULL,
      crc32c INTEGER NOT NULL
    );
    CREATE INDEX spool_stream ON spool (stream);

    CREATE TABLE sink (
      name TEXT PRIMARY KEY,
      cursor INTEGER NOT NULL,
      position BLOB
    ) WITHOUT ROWID;

    CREATE TABLE parked (
      sink TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      due_at INTEGER,
      code TEXT NOT NULL,
      PRIMARY KEY (sink, sequence)
    ) WITHOUT ROWID;
    CREATE INDEX parked_sequence ON parked (sequence);

    CREATE TABLE damaged (
      sequence INTEGER PRIMARY KEY,
      stream TEXT,
      event_id TEXT,
      received_at INTEGER,
      payload BLOB,
      crc32c INTEGER,
      found_at INTEGER NOT NULL
    );

    CREATE TABLE idempotency (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      tenant TEXT NOT NULL,
      key TEXT NOT NULL,
      fingerprint BLOB NOT NULL,
      status INTEGER NOT NULL,
      content_type TEXT,
      body BLOB NOT NULL,
      completed_at INTEGER NOT NULL,
      UNIQUE (tenant, key)
    );

    CREATE TABLE seen (
      stream TEXT NOT NULL,
      tenant TEXT NOT NULL,
      event_id TEXT NOT NULL,
      seen_at INTEGER NOT NULL,
      PRIMARY KEY (stream, tenant, event_id)
    ) WITHOUT ROWID;
    CREATE INDEX seen_at ON seen (seen_at);
    """

  private static let version2 = """
    CREATE TABLE quarantine (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      stream TEXT NOT NULL,
      tenant TEXT,
      schema TEXT,
      stage TEXT NOT NULL,
      code TEXT NOT NULL,
      instance_location TEXT,
      quarantined_at INTEGER NOT NULL,
      event_id TEXT NOT NULL,
      replay_count INTEGER NOT NULL,
      replayed_by TEXT,
      replayed_at INTEGER,
      record BLOB NOT NULL
    );
    CREATE INDEX quarantine_stream ON quarantine (stream);
    CREATE INDEX quarantine_at ON quarantine (quarantined_at);

    CREATE TABLE quarantine_export (
      file TEXT PRIMARY KEY,
      cursor INTEGER NOT NULL,
      length INTEGER NOT NULL,
      opened_at INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE INDEX parked_due ON parked (sink, due_at);
    """

  private static let version3 = """
    ALTER TABLE spool ADD COLUMN tracestate TEXT;
    """
}
