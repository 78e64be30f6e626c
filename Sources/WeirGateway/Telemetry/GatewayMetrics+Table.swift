/// Every metric of the gateway: name, help, labels. Nothing else in the gateway names a metric.
extension GatewayMetrics {
  package enum Table {
    // Records
    static let received = MetricDescription.counter(
      "weir_records_received_total", "Records received, by source.", labels: ["source"])
    static let records = MetricDescription.counter(
      "weir_records_total",
      "Records by what became of them: accepted, quarantined, duplicate or shed. Together with those in flight they are the received ones.",
      labels: ["source", "schema", "outcome"])
    static let inflight = MetricDescription.gauge(
      "weir_inflight_records", "Records received of which nothing has become yet.",
      labels: ["source"])
    static let oldestInflight = MetricDescription.gauge(
      "weir_oldest_inflight_seconds", "Age of the oldest record in flight; 0 when there is none.")
    static let rejects = MetricDescription.counter(
      "weir_rejects_total", "Quarantined records by their first reason.",
      labels: ["schema", "stage", "code"])
    static let duplicates = MetricDescription.counter(
      "weir_duplicates_total", "Records that had come before.", labels: ["source"])
    static let shed = MetricDescription.counter(
      "weir_shed_total", "Records turned away, by reason.", labels: ["reason"])
    static let refusedRequests = MetricDescription.counter(
      "weir_refused_requests_total",
      "Requests turned away before their records were counted, by reason.", labels: ["reason"])
    static let connections = MetricDescription.gauge(
      "weir_connections", "Connections of the public listener that are open.")
    static let connectionsClosed = MetricDescription.counter(
      "weir_connections_closed_total",
      "Connections that were closed while no request was under way: its header came too slowly (header), none came (idle), or others needed the room (crowded).",
      labels: ["reason"])
    static let recordBytes = MetricDescription.histogram(
      "weir_record_bytes", "Size of records as they came.", in: .bytes, labels: ["source"])
    static let validateSeconds = MetricDescription.histogram(
      "weir_validate_seconds", "Time to judge a record.", in: .seconds, labels: ["schema"])
    static let endToEndSeconds = MetricDescription.histogram(
      "weir_end_to_end_seconds", "Time from receiving a record to its delivery.", in: .seconds,
      labels: ["sink"])

    // Sinks
    static let sinkRequests = MetricDescription.counter(
      "weir_sink_requests_total", "Requests to sinks by class of status: 2xx to 5xx, or error.",
      labels: ["sink", "endpoint", "status_class"])
    static let sinkRequestSeconds = MetricDescription.histogram(
      "weir_sink_request_seconds", "Time of a request to a sink.", in: .seconds,
      labels: ["sink", "endpoint"])
    static let delivered = MetricDescription.counter(
      "weir_delivered_records_total", "Records that a sink took.", labels: ["sink"])
    static let refused = MetricDescription.counter(
      "weir_refused_records_total", "Records that a sink will never take, by why it said so.",
      labels: ["sink", "code"])
    static let sinkPaused = MetricDescription.gauge(
      "weir_sink_paused", "1 while nothing goes to the sink.", labels: ["sink"])
    static let sinkSilent = MetricDescription.gauge(
      "weir_sink_silent_seconds",
      "Time for which the sink has had records and given no answer; 0 when it owes none.",
      labels: ["sink"])
    static let deliveriesActive = MetricDescription.gauge(
      "weir_deliveries_active", "Deliveries that are under way.", labels: ["sink"])
    static let deliveriesQueued = MetricDescription.gauge(
      "weir_deliveries_queued", "Records read from the spool that wait for a delivery.",
      labels: ["sink"])
    static let parked = MetricDescription.gauge(
      "weir_parked_records", "Records put by because their sink did not take them yet.",
      labels: ["sink"])
    static let outcomeUnknown = MetricDescription.gauge(
      "weir_outcome_unknown_records",
      "Parked records of which nobody knows whether the sink has them: an operator decides.",
      labels: ["sink"])

    // Policies
    static let retries = MetricDescription.counter(
      "weir_retries_total", "Attempts that were made again, by class of the failure before.",
      labels: ["sink", "class"])
    static let retriesGivenUp = MetricDescription.counter(
      "weir_retries_given_up_total", "Calls that were not tried again, by reason.",
      labels: ["sink", "reason"])
    static let budgetExhausted = MetricDescription.counter(
      "weir_retry_budget_exhausted_total",
      "Calls that were not tried again because too many were already.", labels: ["sink"])
    static let breakerState = MetricDescription.gauge(
      "weir_breaker_state", "1 for the state that the circuit breaker is in, 0 for the others.",
      labels: ["sink", "endpoint", "state"])
    static let breakerTransitions = MetricDescription.counter(
      "weir_breaker_transitions_total", "Changes of a circuit breaker, by the state it went to.",
      labels: ["sink", "endpoint", "state"])
    static let breakerRejected = MetricDescription.counter(
      "weir_breaker_rejected_total", "Calls that a circuit breaker did not let through.",
      labels: ["sink", "endpoint"])
    static let bulkheadActive = MetricDescription.gauge(
      "weir_bulkhead_active", "Calls that run.", labels: ["bulkhead"])
    static let bulkheadQueued = MetricDescription.gauge(
      "weir_bulkhead_queued", "Calls that wait for their turn.", labels: ["bulkhead"])
    static let bulkheadLimit = MetricDescription.gauge(
      "weir_bulkhead_limit", "Calls that may run at once.", labels: ["bulkhead"])
    static let bulkheadRejected = MetricDescription.counter(
      "weir_bulkhead_rejected_total", "Calls for which there was no room.", labels: ["bulkhead"])
    static let timeouts = MetricDescription.counter(
      "weir_timeouts_total", "Calls that did not end in time, by whose limit it was.",
      labels: ["sink", "limit"])
    static let rateLimited = MetricDescription.counter(
      "weir_rate_limited_total", "Calls refused by a rate limit.", labels: ["sink"])
    static let hedges = MetricDescription.counter(
      "weir_hedges_total", "Second attempts that were started beside the first.", labels: ["sink"])
    static let fallbacks = MetricDescription.counter(
      "weir_fallbacks_total", "Calls that their fallback answered.", labels: ["sink"])

    // Stores
    static let spoolBytes = MetricDescription.gauge(
      "weir_spool_bytes", "Bytes of records that wait in the spool.")
    static let spoolCapacity = MetricDescription.gauge(
      "weir_spool_capacity_bytes", "Bytes that the spool may hold.")
    static let spoolRecords = MetricDescription.gauge(
      "weir_spool_records", "Records that wait in the spool.")
    static let spoolOldest = MetricDescription.gauge(
      "weir_spool_oldest_seconds", "Age of the oldest record in the spool; 0 when it is empty.")
    static let spoolFsync = MetricDescription.histogram(
      "weir_spool_fsync_seconds", "Time to make a group of records durable.", in: .seconds)
    static let damaged = MetricDescription.counter(
      "weir_damaged_records_total",
      "Records of the spool whose bytes were not those that were stored: they reach no sink.")
    static let damagedForgotten = MetricDescription.counter(
      "weir_damaged_forgotten_total",
      "Damaged records that were set aside and deleted to make room for others.")
    static let idempotencyEntries = MetricDescription.gauge(
      "weir_idempotency_entries", "Idempotency keys that are remembered.")

    // The gateway itself
    static let schemaReloads = MetricDescription.counter(
      "weir_schema_reload_total", "Attempts to load schemas anew, by result: ok or failed.",
      labels: ["result"])
    static let schemaStale = MetricDescription.gauge(
      "weir_schema_stale", "1 while schemas are used that could not be refreshed.")
    static let configInfo = MetricDescription.gauge(
      "weir_config_info", "1 for the configuration in force.", labels: ["sha256"])
    static let buildInfo = MetricDescription.gauge(
      "weir_build_info", "1 for the version that runs.", labels: ["version"])
    static let alertActive = MetricDescription.gauge(
      "weir_alert_active", "1 while the alert is raised.", labels: ["alert", "schema"])
    static let telemetryDropped = MetricDescription.counter(
      "weir_telemetry_dropped_total",
      "Telemetry that was dropped because there was no room or nobody took it.",
      labels: ["signal"])

    package static let all = [
      received, records, inflight, oldestInflight, rejects, duplicates, shed, refusedRequests,
      connections, connectionsClosed, recordBytes, validateSeconds, endToEndSeconds, sinkRequests,
      sinkRequestSeconds, delivered,
      refused, sinkPaused, sinkSilent, deliveriesActive, deliveriesQueued, parked, outcomeUnknown,
      retries,
      retriesGivenUp,
      budgetExhausted, breakerState, breakerTransitions,
      breakerRejected, bulkheadActive, bulkheadQueued, bulkheadLimit, bulkheadRejected, timeouts,
      rateLimited, hedges, fallbacks, spoolBytes, spoolCapacity, spoolRecords, spoolOldest,
      spoolFsync, damaged, damagedForgotten, idempotencyEntries, schemaReloads, schemaStale,
      configInfo, buildInfo,
      alertActive, telemetryDropped,
    ]
  }
}
