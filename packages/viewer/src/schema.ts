/**
 * The tables. Times are integers of nanoseconds, structured values JSON text.
 *
 * `traces` is a summary that each new span updates, so that a list of the newest traces reads no spans but those
 * it shows. A span is known by its kind and service as well: over Zipkin, a client and its servers may share one id.
 * Logs have no foreign key to spans: signals arrive in any order, or never.
 */

/** Raised with every change of the tables; a file of another version is refused, not migrated. */
export const SCHEMA_VERSION = 3;

export const SCHEMA = `
CREATE TABLE IF NOT EXISTS traces (
  trace_id TEXT PRIMARY KEY,
  start_ns INTEGER NOT NULL,
  end_ns   INTEGER NOT NULL,
  spans    INTEGER NOT NULL,
  errors   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS traces_by_start  ON traces (start_ns);
CREATE INDEX IF NOT EXISTS traces_in_error  ON traces (start_ns) WHERE errors > 0;

CREATE TABLE IF NOT EXISTS spans (
  trace_id       TEXT NOT NULL,
  span_id        TEXT NOT NULL,
  parent_span_id TEXT,
  service        TEXT NOT NULL,
  scope          TEXT NOT NULL,
  name           TEXT NOT NULL,
  kind           TEXT NOT NULL,
  start_ns       INTEGER NOT NULL,
  duration_ns    INTEGER NOT NULL,
  status         TEXT NOT NULL,
  status_message TEXT NOT NULL,
  attributes     TEXT NOT NULL,
  events         TEXT NOT NULL,
  links          TEXT NOT NULL,
  resource       TEXT NOT NULL,
  request_id     TEXT,
  PRIMARY KEY (trace_id, span_id, kind, service)
) STRICT;
CREATE INDEX IF NOT EXISTS spans_by_id      ON spans (span_id);
CREATE INDEX IF NOT EXISTS spans_by_request ON spans (request_id, start_ns) WHERE request_id IS NOT NULL;

CREATE TABLE IF NOT EXISTS logs (
  id              INTEGER PRIMARY KEY,
  trace_id        TEXT,
  span_id         TEXT,
  service         TEXT NOT NULL,
  scope           TEXT NOT NULL,
  time_ns         INTEGER NOT NULL,
  severity_number INTEGER NOT NULL,
  severity        TEXT NOT NULL,
  body            TEXT NOT NULL,
  attributes      TEXT NOT NULL,
  resource        TEXT NOT NULL,
  request_id      TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS logs_by_trace   ON logs (trace_id, time_ns) WHERE trace_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS logs_by_request ON logs (request_id, time_ns) WHERE request_id IS NOT NULL;
`;
