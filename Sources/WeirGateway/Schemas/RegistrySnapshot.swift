/// What a schema registry said at one time: all its schemas, together.
struct RegistrySnapshot: Sendable {
  let entries: [SchemaEntry]
}
