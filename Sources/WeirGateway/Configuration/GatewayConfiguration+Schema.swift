// Do not edit: scripts/embed-gateway-schema writes it from schemas/gateway.schema.json.

extension GatewayConfiguration {
  /// The schema of configurations: the same text as the file, which a test holds against it.
  package static let schemaText = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "https://weir.example/schemas/gateway.schema.json",
      "title": "gateway.yaml",
      "description": "The configuration of weir-gateway. Paths are seen from the folder that this file is in. In strings, ${NAME} and ${NAME:-default} stand for environment variables, $${ for a plain ${. Lengths of time have a unit (200ms, 5s, 2m, 24h, 30d) and are more than zero; numbers of bytes may have one (64MiB, 10k).",
      "type": "object",
      "required": ["state", "streams", "sinks"],
      "additionalProperties": false,
      "properties": {
        "$schema": { "description": "For editors.", "type": "string" },
        "listen": {
          "description": "Where records are taken, and what a request may cost.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "host": {
              "description": "Address or name to listen at. 0.0.0.0 or :: is every address of the machine.",
              "default": "127.0.0.1",
              "type": "string",
              "minLength": 1
            },
            "port": {
              "description": "TCP port; 0 lets the system choose one.",
              "default": 8080,
              "$ref": "#/$defs/integer",
              "minimum": 0,
              "maximum": 65535
            },
            "tls": {
              "description": "TLS, PEM files. Without it the listener speaks plain HTTP.",
              "type": "object",
              "required": ["certificate", "key"],
              "additionalProperties": false,
              "properties": {
                "certificate": {
                  "description": "The server's certificate, its chain behind it.",
                  "$ref": "#/$defs/path"
                },
                "key": { "description": "The certificate's private key.", "$ref": "#/$defs/path" },
                "client_ca": {
                  "description": "Certificates that client certificates are checked by. With it every client must show one.",
                  "$ref": "#/$defs/path"
                }
              }
            },
            "header_timeout": {
              "description": "Time from the connection to the end of the headers of its first request.",
              "default": "5s",
              "$ref": "#/$defs/duration"
            },
            "idle_timeout": {
              "description": "Time from an answer to the end of the headers of the next request.",
              "default": "1m",
              "$ref": "#/$defs/duration"
            },
            "body_timeout": { "description": "Time for the whole body.", "default": "1m", "$ref": "#/$defs/duration" },
            "min_body_rate": {
              "description": "Bytes per second that a body must come with at least, once body_grace is over.",
              "default": "1KiB",
              "$ref": "#/$defs/bytes"
            },
            "crowded_body_rate": {
              "description": "The same where there are max_connections: a body below it gives way to the next connection.",
              "default": "16KiB",
              "$ref": "#/$defs/bytes"
            },
            "body_grace": {
              "description": "Time in which a body need not have any pace yet.",
              "default": "5s",
              "$ref": "#/$defs/duration"
            },
            "max_body": {
              "description": "Bytes of a body, as sent and decompressed.",
              "default": "10MiB",
              "$ref": "#/$defs/bytes"
            },
            "max_record": { "description": "Bytes of one record.", "default": "1MiB", "$ref": "#/$defs/bytes" },
            "max_items": {
              "description": "Records in one request.",
              "default": 10000,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000000000
            },
            "max_connections": {
              "description": "Connections at a time. Once there are as many, the one that has rested longest gives way to the next.",
              "default": 1024,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000000000
            }
          }
        },
        "admin": {
          "description": "The listener for operators: health, metrics, quarantine, breakers, reload.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "host": {
              "description": "Address or name to listen at.",
              "default": "127.0.0.1",
              "type": "string",
              "minLength": 1
            },
            "port": {
              "description": "TCP port; 0 lets the system choose one.",
              "default": 9090,
              "$ref": "#/$defs/integer",
              "minimum": 0,
              "maximum": 65535
            },
            "inflight_limit": {
              "description": "How long a record may be under way, at ingest or at a sink that gives no answer, before /readyz fails.",
              "default": "2m",
              "$ref": "#/$defs/duration"
            },
            "token": {
              "description": "Bearer token that callers must show. Without it, reaching the listener is enough.",
              "$ref": "#/$defs/secret"
            }
          }
        },
        "state": {
          "description": "What is kept between two starts.",
          "type": "object",
          "required": ["directory"],
          "additionalProperties": false,
          "properties": {
            "directory": {
              "description": "Folder of spool, idempotency keys and positions; one gateway's.",
              "$ref": "#/$defs/path"
            },
            "durability": {
              "description": "What an acknowledged record survives: full, loss of power; normal, the end of the process by any means.",
              "default": "full",
              "enum": ["full", "normal"]
            },
            "max_spool": {
              "description": "Bytes of records that wait for their sinks.",
              "default": "4GiB",
              "$ref": "#/$defs/bytes"
            },
            "max_spool_records": {
              "description": "Records that wait for their sinks.",
              "default": 50000000,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000000000
            },
            "high_water": {
              "description": "Percentage of max_spool from which new records are refused with 503.",
              "default": 80,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 100
            },
            "commit_delay": {
              "description": "How long the first record of a commit waits for others.",
              "default": "5ms",
              "$ref": "#/$defs/duration"
            },
            "commit_bytes": {
              "description": "Bytes of records that are committed without waiting for more.",
              "default": "1MiB",
              "$ref": "#/$defs/bytes"
            },
            "sync_timeout": {
              "description": "How long writing through to the disk may take before the gateway counts as not ready.",
              "default": "5s",
              "$ref": "#/$defs/duration"
            },
            "idempotency": {
              "description": "How long answers are remembered under their Idempotency-Key.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "ttl": {
                  "description": "From the first request on.",
                  "default": "1d",
                  "$ref": "#/$defs/duration"
                },
                "max_keys": {
                  "description": "Keys remembered at a time; the oldest go first.",
                  "default": 1000000,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 1000000000
                }
              }
            },
            "max_damaged": {
              "description": "Bytes of damaged records of the spool that are kept to be looked into; the oldest go first.",
              "default": "64MiB",
              "$ref": "#/$defs/bytes"
            },
            "duplicate_window": {
              "description": "How long event ids are remembered, so that a second record of the same id counts as a duplicate; by default not at all.",
              "$ref": "#/$defs/duration"
            }
          }
        },
        "schemas": {
          "description": "Where schemas come from.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "directory": {
              "description": "Folder whose files are schemas, JSON or YAML, known by file name (orders.schema.json is orders) or by $id.",
              "$ref": "#/$defs/path"
            },
            "reload": {
              "description": "How often the files are looked at for changes.",
              "default": "5s",
              "$ref": "#/$defs/duration"
            },
            "resolve": {
              "description": "Files that stand for URIs in references; for a URI that ends in /, a folder.",
              "type": "object",
              "additionalProperties": { "$ref": "#/$defs/path" }
            },
            "resolve_directories": {
              "description": "Folders whose schemas answer references by their identifiers.",
              "type": "array",
              "items": { "$ref": "#/$defs/path" }
            },
            "registry": {
              "description": "A server that lists schemas. While it is away, the last good copy counts.",
              "type": "object",
              "required": ["url"],
              "additionalProperties": false,
              "properties": {
                "url": {
                  "description": "URL of the index: {\"schemas\": [{\"id\": \"orders\", \"url\": \"orders.json\", \"version\": \"2\", \"sha256\": \"…\"}]}; version and sha256 may be left out, a relative url is seen from the index.",
                  "$ref": "#/$defs/url"
                },
                "interval": {
                  "description": "How often the index is asked for.",
                  "default": "1m",
                  "$ref": "#/$defs/duration"
                },
                "timeout": {
                  "description": "For the index, and for each schema.",
                  "default": "10s",
                  "$ref": "#/$defs/duration"
                },
                "max_bytes": {
                  "description": "Bytes of the index, and of each schema; 256MiB at most.",
                  "default": "16MiB",
                  "$ref": "#/$defs/bytes"
                },
                "cache": {
                  "description": "Folder of the last good copy; by default schemas in the state's folder.",
                  "$ref": "#/$defs/path"
                },
                "allow_hosts": {
                  "description": "Hosts that may have private or loopback addresses: host or host:port.",
                  "type": "array",
                  "items": { "type": "string", "minLength": 1 }
                }
              }
            }
          }
        },
        "tenants": {
          "description": "Who may send, by name. Without any, senders are not told apart and need no token.",
          "type": "object",
          "propertyNames": { "$ref": "#/$defs/name" },
          "additionalProperties": { "$ref": "#/$defs/tenant" }
        },
        "streams": {
          "description": "What is taken, by name: POST /v1/streams/NAME/records.",
          "type": "object",
          "propertyNames": { "$ref": "#/$defs/name" },
          "additionalProperties": { "$ref": "#/$defs/stream" },
          "minProperties": 1
        },
        "sinks": {
          "description": "Where records go, by name.",
          "type": "object",
          "propertyNames": { "$ref": "#/$defs/name" },
          "additionalProperties": { "$ref": "#/$defs/sink" },
          "minProperties": 1
        },
        "quarantine": {
          "description": "Where rejected records are kept, with the reasons.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "directory": {
              "description": "Folder of the files; by default quarantine in the state's folder.",
              "$ref": "#/$defs/path"
            },
            "rotate": {
              "description": "When a file is complete and the next begun.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "bytes": { "description": "Bytes of one file.", "default": "64MiB", "$ref": "#/$defs/bytes" },
                "age": {
                  "description": "Time from a file's first record on.",
                  "default": "1h",
                  "$ref": "#/$defs/duration"
                }
              }
            },
            "retention": {
              "description": "How long a complete file is kept.",
              "default": "30d",
              "$ref": "#/$defs/duration"
            },
            "max_files": {
              "description": "Of complete files so many are kept, and the oldest deleted; by default all.",
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000000000
            },
            "max_bytes": {
              "description": "Bytes of all files together: then nothing more is written there, the state fills up, and the gateway refuses records rather than lose any.",
              "default": "10GiB",
              "$ref": "#/$defs/bytes"
            },
            "max_stored": {
              "description": "Bytes of the records that the state keeps for browsing and replay.",
              "default": "1GiB",
              "$ref": "#/$defs/bytes"
            }
          }
        },
        "telemetry": {
          "description": "What the gateway tells of itself, and whom.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "service_name": {
              "description": "service.name in logs and traces.",
              "default": "weir-gateway",
              "type": "string",
              "minLength": 1
            },
            "log_level": {
              "description": "The least severe level that is logged.",
              "default": "info",
              "enum": ["trace", "debug", "info", "notice", "warning", "error", "critical"]
            },
            "otlp": {
              "description": "Export of traces by OTLP over HTTP. Without it there is none.",
              "type": "object",
              "required": ["endpoint"],
              "additionalProperties": false,
              "properties": {
                "endpoint": { "description": "The collector's URL, without /v1/traces.", "$ref": "#/$defs/url" },
                "headers": { "description": "Headers of every request.", "$ref": "#/$defs/headers" },
                "sampling": {
                  "description": "Percentage of traces begun here that are exported; those that come with a request follow it.",
                  "default": 100,
                  "$ref": "#/$defs/integer",
                  "minimum": 0,
                  "maximum": 100
                },
                "timeout": { "description": "For one request.", "default": "10s", "$ref": "#/$defs/duration" }
              }
            },
            "alerts": {
              "description": "When too much is rejected, by schema. Alerts are logged in any case.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "reject_percentage": {
                  "description": "Percentage of rejected records that raises the alert.",
                  "default": 5,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 100
                },
                "resolve_percentage": {
                  "description": "Percentage below which it is resolved.",
                  "default": 4,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 100
                },
                "window": { "description": "Over which time.", "default": "5m", "$ref": "#/$defs/duration" },
                "min_records": {
                  "description": "Records of that time below which there is no alert.",
                  "default": 100,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 1000000000
                },
                "webhook": {
                  "description": "Where alerts are posted as JSON.",
                  "type": "object",
                  "required": ["url"],
                  "additionalProperties": false,
                  "properties": {
                    "url": { "description": "URL of the receiver.", "$ref": "#/$defs/url" },
                    "headers": { "description": "Headers of every request.", "$ref": "#/$defs/headers" },
                    "timeout": { "description": "For one attempt.", "default": "5s", "$ref": "#/$defs/duration" }
                  }
                }
              }
            }
          }
        },
        "limits": {
          "description": "What one record may cost.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "max_depth": {
              "description": "How deep a record may nest.",
              "default": 1000,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 100000
            },
            "max_keys": {
              "description": "Keys in one record, over all its objects.",
              "default": 10000,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000000000
            },
            "max_digits": {
              "description": "Characters of a number.",
              "default": 10000,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000000000
            },
            "max_errors": {
              "description": "Errors told of one record.",
              "default": 32,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000
            },
            "max_pattern_steps": {
              "description": "Validation fuel: steps of matching one text against one pattern with back references. All other patterns take linear time.",
              "default": 1000000,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000000000
            },
            "max_compression_ratio": {
              "description": "How often a compressed body may be larger decompressed.",
              "default": 100,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000000000
            },
            "memory": {
              "description": "Bytes of bodies in hand at a time, over all requests; beyond it requests wait or are refused.",
              "default": "512MiB",
              "$ref": "#/$defs/bytes"
            }
          }
        },
        "shutdown": {
          "description": "How the gateway ends.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "timeout": {
              "description": "From the signal to the end: requests in hand, deliveries in hand, the last commit.",
              "default": "30s",
              "$ref": "#/$defs/duration"
            }
          }
        }
      },
      "$defs": {
        "tenant": {
          "description": "Somebody who sends, by name.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "tokens": {
              "description": "Bearer tokens, any of which will do. Only their SHA-256 is kept in memory.",
              "type": "array",
              "items": { "$ref": "#/$defs/token" },
              "minItems": 1
            },
            "certificate_subject": {
              "description": "Subject of the client certificate (RFC 2253, as openssl x509 -subject -nameopt RFC2253 writes it); needs listen.tls.client_ca.",
              "type": "string",
              "minLength": 1
            },
            "rate": {
              "description": "Records per second; without it there is no limit.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "records": {
                  "description": "Records per second.",
                  "default": 1000,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 1000000000
                },
                "burst": {
                  "description": "Records at once after a rest; by default as many as in a second.",
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 1000000000
                }
              }
            },
            "concurrency": {
              "description": "Requests that are worked on at a time. One whose sender is still sending does not count.",
              "default": 32,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000000000
            },
            "queue_bytes": {
              "description": "Bytes of requests that wait for others of this tenant.",
              "default": "64MiB",
              "$ref": "#/$defs/bytes"
            }
          }
        },
        "stream": {
          "description": "Records of one kind, by the name that their URL has.",
          "type": "object",
          "required": ["sinks"],
          "additionalProperties": false,
          "properties": {
            "schema": {
              "description": "The schema of all records. One of schema and route.",
              "$ref": "#/$defs/schema_name"
            },
            "route": {
              "description": "How a record's schema is found where there are several.",
              "type": "object",
              "required": ["pointer", "map"],
              "additionalProperties": false,
              "properties": {
                "pointer": {
                  "description": "JSON Pointer to the discriminator in the record.",
                  "$ref": "#/$defs/pointer"
                },
                "version": {
                  "description": "JSON Pointer to the version in the record.",
                  "$ref": "#/$defs/pointer"
                },
                "map": {
                  "description": "Schemas by the discriminator's value: a string's content, a number or a boolean as it is written.",
                  "type": "object",
                  "minProperties": 1,
                  "additionalProperties": { "$ref": "#/$defs/route" }
                },
                "default": {
                  "description": "For records that no route is for. Without it those are quarantined.",
                  "$ref": "#/$defs/schema_name"
                }
              }
            },
            "sinks": {
              "description": "Names of sinks; each gets every accepted record.",
              "type": "array",
              "items": { "type": "string", "minLength": 1 },
              "minItems": 1,
              "uniqueItems": true
            },
            "profile": {
              "description": "strict rejects duplicate keys and lone surrogates; lenient lets them pass.",
              "default": "strict",
              "enum": ["strict", "lenient"]
            },
            "assert_format": {
              "description": "Whether format is checked; by default as the schema's dialect says.",
              "type": "boolean"
            }
          }
        },
        "sink": {
          "description": "A place that accepted records go to.",
          "type": "object",
          "required": ["type"],
          "properties": {"type": {"description": "What kind of sink it is.", "enum": ["http", "file", "stdout"]}},
          "allOf": [
            {
              "if": {
                "properties": {"type": {"const": "http"}}
              },
              "then": { "$ref": "#/$defs/http_sink" }
            },
            {
              "if": {
                "properties": {"type": {"const": "file"}}
              },
              "then": { "$ref": "#/$defs/file_sink" }
            },
            {
              "if": {
                "properties": {"type": {"const": "stdout"}}
              },
              "then": { "$ref": "#/$defs/stdout_sink" }
            }
          ]
        },
        "http_sink": {
          "description": "Sends records to a service by HTTP.",
          "type": "object",
          "required": ["endpoints"],
          "additionalProperties": false,
          "properties": {
            "type": true,
            "endpoints": {
              "description": "URLs that records are sent to, all of the same service.",
              "type": "array",
              "items": { "$ref": "#/$defs/url" },
              "minItems": 1,
              "uniqueItems": true
            },
            "selection": {
              "description": "Which of several endpoints is called: the less loaded of two that are drawn (balanced), or the first that is well (failover).",
              "default": "balanced",
              "enum": ["balanced", "failover"]
            },
            "format": {
              "description": "Body of a request: a line for each record, a JSON array, a single record, or a batch of CloudEvents.",
              "default": "ndjson",
              "enum": ["ndjson", "array", "single", "cloudevents"]
            },
            "compression": {
              "description": "Content-Encoding of requests.",
              "default": "none",
              "enum": ["none", "gzip"]
            },
            "token": { "description": "Sent as Authorization: Bearer.", "$ref": "#/$defs/secret" },
            "headers": { "description": "Headers of every request.", "$ref": "#/$defs/headers" },
            "tls": {
              "description": "TLS of requests, PEM files.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "ca": {
                  "description": "Certificates to trust instead of the system's.",
                  "$ref": "#/$defs/path"
                },
                "certificate": { "description": "Client certificate.", "$ref": "#/$defs/path" },
                "key": { "description": "The client certificate's private key.", "$ref": "#/$defs/path" }
              }
            },
            "idempotent": {
              "description": "Whether the service takes the same Idempotency-Key twice for one record: then a request whose outcome is unknown is made again.",
              "default": false,
              "type": "boolean"
            },
            "concurrency": {
              "description": "Requests at a time.",
              "default": 32,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000000000
            },
            "max_response": {
              "description": "Bytes that are read of an answer.",
              "default": "1MiB",
              "$ref": "#/$defs/bytes"
            },
            "timeouts": {
              "description": "How long each step of a request may take.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "connect": { "description": "To connect.", "default": "2s", "$ref": "#/$defs/duration" },
                "tls": {
                  "description": "For the TLS handshake.",
                  "default": "3s",
                  "$ref": "#/$defs/duration"
                },
                "first_byte": {
                  "description": "From the end of the request to the answer's first byte.",
                  "default": "10s",
                  "$ref": "#/$defs/duration"
                },
                "idle": {
                  "description": "Between two bytes of the answer.",
                  "default": "10s",
                  "$ref": "#/$defs/duration"
                },
                "request": { "description": "One attempt in all.", "default": "30s", "$ref": "#/$defs/duration" }
              }
            },
            "retry": {
              "description": "When a failed request is made again: exponential backoff with full jitter. Records whose attempts are used up stay in the spool.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "attempts": {
                  "description": "Attempts in all, the first included.",
                  "default": 4,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 1000
                },
                "base_delay": {
                  "description": "Longest wait before the first retry; doubled for each further one.",
                  "default": "200ms",
                  "$ref": "#/$defs/duration"
                },
                "throttled_base_delay": { "description": "The same after 429.", "default": "1s", "$ref": "#/$defs/duration" },
                "max_delay": {
                  "description": "Longest wait before any retry; a Retry-After may be longer.",
                  "default": "30s",
                  "$ref": "#/$defs/duration"
                },
                "total_time": {
                  "description": "No retry begins after this time.",
                  "default": "2m",
                  "$ref": "#/$defs/duration"
                }
              }
            },
            "budget": {
              "description": "How many retries all requests together may make.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "retries_per_100_calls": {
                  "description": "Retries that 100 first attempts pay for.",
                  "default": 20,
                  "$ref": "#/$defs/integer",
                  "minimum": 0,
                  "maximum": 1000000000
                },
                "initial_retries": {
                  "description": "Retries before any attempt has paid.",
                  "default": 3,
                  "$ref": "#/$defs/integer",
                  "minimum": 0,
                  "maximum": 1000000000
                },
                "max_retries": {
                  "description": "Retries saved up at most.",
                  "default": 100,
                  "$ref": "#/$defs/integer",
                  "minimum": 0,
                  "maximum": 1000000000
                }
              }
            },
            "breaker": {
              "description": "The circuit breaker of each endpoint. Open means that records wait in the spool.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "window": {
                  "description": "Time that is looked back on.",
                  "default": "30s",
                  "$ref": "#/$defs/duration"
                },
                "min_calls": {
                  "description": "Calls in the window below which it stays closed.",
                  "default": 20,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 1000000000
                },
                "failure_percentage": {
                  "description": "Percentage of failures that opens it.",
                  "default": 50,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 100
                },
                "slow_percentage": {
                  "description": "Percentage of slow calls that opens it.",
                  "default": 80,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 100
                },
                "slow_after": {
                  "description": "When a call is slow; by default 80 % of timeouts.request.",
                  "default": "24s",
                  "$ref": "#/$defs/duration"
                },
                "open_time": {
                  "description": "How long it stays open the first time; doubled each time after.",
                  "default": "5s",
                  "$ref": "#/$defs/duration"
                },
                "max_open_time": {
                  "description": "How long it stays open at most.",
                  "default": "1m",
                  "$ref": "#/$defs/duration"
                },
                "jitter_percentage": {
                  "description": "By how much that time varies.",
                  "default": 20,
                  "$ref": "#/$defs/integer",
                  "minimum": 0,
                  "maximum": 100
                },
                "probes": {
                  "description": "Calls that are let through to see whether it works again.",
                  "default": 3,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 1000
                }
              }
            },
            "ejection": {
              "description": "When one of several endpoints is left out for a while.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "failures": {
                  "description": "Failures in a row.",
                  "default": 5,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 1000000000
                },
                "base_time": {
                  "description": "The first time; so many times as long the next.",
                  "default": "30s",
                  "$ref": "#/$defs/duration"
                },
                "max_time": { "description": "The longest.", "default": "5m", "$ref": "#/$defs/duration" },
                "max_percentage": {
                  "description": "Percentage of endpoints that may be left out at a time.",
                  "default": 50,
                  "$ref": "#/$defs/integer",
                  "minimum": 0,
                  "maximum": 100
                }
              }
            },
            "hedge": {
              "description": "A second request beside a slow one; needs idempotent. Without it there is none.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "percentile": {
                  "description": "Percentile of the latencies so far that a request must exceed.",
                  "default": 95,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 99
                },
                "delay": {
                  "description": "The delay while there are too few latencies to tell, and the longest there is.",
                  "default": "1s",
                  "$ref": "#/$defs/duration"
                },
                "max_hedges": {
                  "description": "Requests beside the first.",
                  "default": 1,
                  "$ref": "#/$defs/integer",
                  "minimum": 1,
                  "maximum": 10
                }
              }
            },
            "batch_records": {
              "description": "Records of one delivery at most.",
              "default": 500,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 100000
            },
            "batch_bytes": {
              "description": "Bytes of records of one delivery at most; a larger record goes alone.",
              "default": "1MiB",
              "$ref": "#/$defs/bytes"
            },
            "linger": {
              "description": "How long a record waits for others to go with it.",
              "default": "50ms",
              "$ref": "#/$defs/duration"
            },
            "queue_bytes": {
              "description": "Bytes of records that are held in memory, waiting and under way.",
              "default": "64MiB",
              "$ref": "#/$defs/bytes"
            },
            "pause": { "description": "Pauses of a sink that takes nothing.", "$ref": "#/$defs/pause" },
            "park": {
              "description": "Waits of a record that was set aside so that others can pass.",
              "$ref": "#/$defs/park"
            }
          }
        },
        "file_sink": {
          "description": "Writes records to files, a line each.",
          "type": "object",
          "required": ["path"],
          "additionalProperties": false,
          "properties": {
            "type": true,
            "path": {
              "description": "Path of the files: of out/orders.ndjson they are out/orders.00000001.ndjson and so on.",
              "$ref": "#/$defs/path"
            },
            "rotate": {
              "description": "When a file is complete and the next begun.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "bytes": { "description": "Bytes of one file.", "default": "256MiB", "$ref": "#/$defs/bytes" },
                "age": {
                  "description": "Time from a file's first record on.",
                  "default": "1h",
                  "$ref": "#/$defs/duration"
                }
              }
            },
            "max_files": {
              "description": "Of complete files so many are kept, and the oldest deleted; by default all.",
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 1000000000
            },
            "retention": {
              "description": "How long a complete file is kept; by default for ever.",
              "$ref": "#/$defs/duration"
            },
            "max_bytes": {
              "description": "Bytes of all files together: then deliveries wait. By default there is no limit.",
              "$ref": "#/$defs/bytes"
            },
            "compression": {
              "description": "How the files are compressed.",
              "default": "none",
              "enum": ["none", "gzip", "zstd"]
            },
            "batch_records": {
              "description": "Records of one delivery at most.",
              "default": 500,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 100000
            },
            "batch_bytes": {
              "description": "Bytes of records of one delivery at most; a larger record goes alone.",
              "default": "1MiB",
              "$ref": "#/$defs/bytes"
            },
            "linger": {
              "description": "How long a record waits for others to go with it.",
              "default": "50ms",
              "$ref": "#/$defs/duration"
            },
            "queue_bytes": {
              "description": "Bytes of records that are held in memory, waiting and under way.",
              "default": "64MiB",
              "$ref": "#/$defs/bytes"
            },
            "pause": { "description": "Pauses of a sink that takes nothing.", "$ref": "#/$defs/pause" },
            "park": {
              "description": "Waits of a record that was set aside so that others can pass.",
              "$ref": "#/$defs/park"
            }
          }
        },
        "stdout_sink": {
          "description": "Writes records to standard output, a line each.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "type": true,
            "batch_records": {
              "description": "Records of one delivery at most.",
              "default": 500,
              "$ref": "#/$defs/integer",
              "minimum": 1,
              "maximum": 100000
            },
            "batch_bytes": {
              "description": "Bytes of records of one delivery at most; a larger record goes alone.",
              "default": "1MiB",
              "$ref": "#/$defs/bytes"
            },
            "linger": {
              "description": "How long a record waits for others to go with it.",
              "default": "50ms",
              "$ref": "#/$defs/duration"
            },
            "queue_bytes": {
              "description": "Bytes of records that are held in memory, waiting and under way.",
              "default": "64MiB",
              "$ref": "#/$defs/bytes"
            },
            "pause": { "description": "Pauses of a sink that takes nothing.", "$ref": "#/$defs/pause" },
            "park": {
              "description": "Waits of a record that was set aside so that others can pass.",
              "$ref": "#/$defs/park"
            }
          }
        },
        "name": {
          "type": "string",
          "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",
          "x-error-message": "a name has letters, digits, dots, hyphens and underlines, 63 at most, and begins with a letter or digit"
        },
        "schema_name": {
          "description": "A schema of schemas.directory or of the registry.",
          "type": "string",
          "minLength": 1
        },
        "route": {
          "if": { "type": "object" },
          "then": { "$ref": "#/$defs/versioned_route" },
          "else": { "$ref": "#/$defs/schema_name" }
        },
        "versioned_route": {
          "description": "Schemas by version.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "schema": {
              "description": "For records whose version is not among versions.",
              "$ref": "#/$defs/schema_name"
            },
            "versions": {
              "description": "By the value at route.version.",
              "type": "object",
              "minProperties": 1,
              "additionalProperties": { "$ref": "#/$defs/schema_name" }
            }
          },
          "minProperties": 1
        },
        "duration": {
          "type": "string",
          "pattern": "^[0-9]+(ns|us|ms|s|m|h|d)$|\\$\\{",
          "x-error-message": "a length of time is a whole number with a unit: 200ms, 5s, 2m, 24h"
        },
        "bytes": {
          "type": ["integer", "string"],
          "pattern": "^[0-9]+(k|M|G|kB|MB|GB|KiB|MiB|GiB)?$|\\$\\{",
          "x-error-message": "a number of bytes is a whole number, alone or with k, M, G, KiB, MiB or GiB"
        },
        "integer": {
          "type": ["integer", "string"],
          "pattern": "\\$\\{",
          "x-error-message": "must be a whole number"
        },
        "path": {
          "description": "A path, seen from the folder that this file is in.",
          "type": "string",
          "minLength": 1
        },
        "pointer": {
          "type": "string",
          "pattern": "^(/|$)|\\$\\{",
          "x-error-message": "a JSON Pointer begins with /, such as /type"
        },
        "url": {
          "type": "string",
          "pattern": "^https?://|\\$\\{",
          "x-error-message": "a URL begins with http:// or https://"
        },
        "secret": {
          "description": "A text that is never shown: from the environment or from a file.",
          "type": "object",
          "minProperties": 1,
          "maxProperties": 1,
          "additionalProperties": false,
          "properties": {
            "env": { "description": "Name of an environment variable.", "type": "string", "minLength": 1 },
            "file": {
              "description": "File that holds it; line ends at its end do not count.",
              "$ref": "#/$defs/path"
            }
          },
          "x-error-message": {
            "type": "a secret does not stand in the configuration: write {env: NAME} or {file: PATH}",
            "minProperties": "write {env: NAME} or {file: PATH}",
            "maxProperties": "write {env: NAME} or {file: PATH}, not both"
          }
        },
        "headers": {
          "type": "object",
          "propertyNames": {
            "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
            "x-error-message": "this is no name of a header"
          },
          "additionalProperties": {"if": {"type": "object"}, "then": {"$ref": "#/$defs/secret"}, "else": {"type": "string"}}
        },
        "token": {
          "description": "A token: its SHA-256, or a secret.",
          "type": "object",
          "minProperties": 1,
          "maxProperties": 1,
          "additionalProperties": false,
          "properties": {
            "sha256": {
              "description": "SHA-256 of the token, in hexadecimal: printf %s TOKEN | sha256sum.",
              "type": "string",
              "pattern": "^[0-9A-Fa-f]{64}$",
              "x-error-message": "a SHA-256 has 64 hexadecimal digits: printf %s TOKEN | sha256sum"
            },
            "env": { "description": "Name of an environment variable.", "type": "string", "minLength": 1 },
            "file": {
              "description": "File that holds it; line ends at its end do not count.",
              "$ref": "#/$defs/path"
            }
          },
          "x-error-message": {
            "type": "a token does not stand in the configuration: write {sha256: DIGEST}, {env: NAME} or {file: PATH}"
          }
        },
        "pause": {
          "description": "Pauses of a sink that takes nothing.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "base_delay": {
              "description": "The first one at most; doubled each time.",
              "default": "1s",
              "$ref": "#/$defs/duration"
            },
            "max_delay": { "description": "The longest.", "default": "1m", "$ref": "#/$defs/duration" }
          }
        },
        "park": {
          "description": "Waits of a record that was set aside.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "base_delay": {
              "description": "The first one at most; doubled each time.",
              "default": "1s",
              "$ref": "#/$defs/duration"
            },
            "max_delay": { "description": "The longest.", "default": "5m", "$ref": "#/$defs/duration" }
          }
        }
      }
    }

    """#
}
