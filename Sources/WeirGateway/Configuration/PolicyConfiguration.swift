package import WeirResilience

// The names that the settings of policies and sinks have in a configuration file.

extension RetryPolicy: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.count("attempts", &maxAttempts, in: 1...1_000)
    fields.duration("base_delay", &baseDelay)
    fields.duration("throttled_base_delay", &throttledBaseDelay)
    fields.duration("max_delay", &maxDelay)
    fields.duration("total_time", &maxTotalTime)
  }
}

extension RetryBudgetSettings: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    let counts = 0...ConfigurationLimit.count
    fields.count("retries_per_100_calls", &retriesPer100Calls, in: counts)
    fields.count("initial_retries", &initialRetries, in: counts)
    fields.count("max_retries", &maxRetries, in: counts)
  }
}

extension CircuitBreakerSettings: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.duration("window", &window)
    fields.count("min_calls", &minimumCalls)
    fields.percentage("failure_percentage", &failurePercentage)
    fields.percentage("slow_percentage", &slowPercentage)
    fields.duration("slow_after", &slowAfter)
    fields.duration("open_time", &openTime)
    fields.duration("max_open_time", &maxOpenTime)
    fields.count("jitter_percentage", &jitterPercentage, in: 0...100)
    fields.count("probes", &probes, in: 1...1_000)
  }
}

extension EjectionSettings: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.count("failures", &consecutiveFailures)
    fields.duration("base_time", &baseTime)
    fields.duration("max_time", &maxTime)
    fields.count("max_percentage", &maxEjectedPercentage, in: 0...100)
  }
}

extension HTTPTimeouts: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.duration("connect", &connect)
    fields.duration("tls", &tls)
    fields.duration("first_byte", &firstByte)
    fields.duration("idle", &idle)
    fields.duration("request", &request)
  }
}

extension TLSSettings: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.path("ca", &authorityFile)
    fields.path("certificate", &certificateFile)
    fields.path("key", &keyFile)
  }
}
