/** The store's SQL, apart from its tables. Parameters are named after columns. */

const insert = (table: string, columns: string) =>
  `INSERT INTO ${table} (${columns}) VALUES (${columns.replace(/\w+/g, ':$&')})`;

export const INSERT_SPAN = `${insert(
  'spans',
  `trace_id, span_id, parent_span_id, service, scope, name, kind, start_ns, duration_ns,
   status, status_message, attributes, events, links, resource, request_id`,
)} ON CONFLICT DO NOTHING`;

export const INSERT_LOG = insert(
  'logs',
  `trace_id, span_id, service, scope, time_ns, severity_number, severity, body, attributes, resource, request_id`,
);

export const SUMMARISE = `
INSERT INTO traces (trace_id, start_ns, end_ns, spans, errors) VALUES (:trace_id, :start_ns, :end_ns, 1, :error)
ON CONFLICT DO UPDATE SET
  start_ns = min(start_ns, excluded.start_ns),
  end_ns = max(end_ns, excluded.end_ns),
  spans = spans + 1,
  errors = errors + excluded.errors`;

/** Ids of log records only ever grow, so the newest ones are those within `kept` of the largest. */
export const DROP_OLDEST_LOGS = 'DELETE FROM logs WHERE id <= (SELECT max(id) FROM logs) - :kept';

export const TRACE_BY_ID = 'SELECT trace_id FROM traces WHERE trace_id = :id';
export const TRACE_BY_SPAN = 'SELECT trace_id FROM spans WHERE span_id = :id LIMIT 1';
export const TRACE_BY_REQUEST =
  'SELECT trace_id FROM spans WHERE request_id = :id ORDER BY start_ns DESC LIMIT 1';
export const LOG_BY_TRACE = 'SELECT trace_id FROM logs WHERE trace_id = :id LIMIT 1';
export const LOG_BY_REQUEST = `
SELECT trace_id FROM logs WHERE request_id = :id AND trace_id IS NOT NULL ORDER BY time_ns DESC LIMIT 1`;

export const SPANS_OF_TRACE = 'SELECT * FROM spans WHERE trace_id = :id ORDER BY start_ns, rowid';
export const LOGS_OF_TRACE = 'SELECT * FROM logs WHERE trace_id = :id ORDER BY time_ns, id';

const recent = (where: string) => `
WITH newest AS (SELECT * FROM traces ${where} ORDER BY start_ns DESC LIMIT :limit),
     heads AS (
       SELECT trace_id, service, name,
         row_number() OVER (PARTITION BY trace_id ORDER BY parent_span_id IS NOT NULL, start_ns) AS place
       FROM spans WHERE trace_id IN (SELECT trace_id FROM newest)
     )
SELECT newest.*, heads.service, heads.name,
  (SELECT count(DISTINCT service) FROM spans WHERE spans.trace_id = newest.trace_id) AS services,
  (SELECT request_id FROM spans WHERE spans.trace_id = newest.trace_id AND request_id IS NOT NULL
   ORDER BY start_ns LIMIT 1) AS request_id
FROM newest JOIN heads ON heads.trace_id = newest.trace_id AND heads.place = 1
ORDER BY newest.start_ns DESC`;
export const RECENT = recent('');
export const RECENT_FAILED = recent('WHERE errors > 0');

export const COUNT_SPANS = 'SELECT count(*) AS n FROM spans';
export const OLDEST_TRACE = 'SELECT trace_id FROM traces ORDER BY start_ns LIMIT 1';
export const DELETE_SPANS = 'DELETE FROM spans WHERE trace_id = :id';
export const DELETE_LOGS = 'DELETE FROM logs WHERE trace_id = :id';
export const DELETE_TRACE = 'DELETE FROM traces WHERE trace_id = :id';
