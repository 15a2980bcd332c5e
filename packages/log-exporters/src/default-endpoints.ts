/** Where each exporter sends to when nobody says. */

/** Forward's port, in Fluentd and Fluent Bit. */
export const FLUENTD_PORT = 24224;
export const FLUENTD_ENDPOINT = `tcp://localhost:${FLUENTD_PORT}`;
/** Logstash's tcp input has no port of its own; this one stands beside that of Beats, 5044, and in deploy/elk. */
export const LOGSTASH_PORT = 5045;
export const LOGSTASH_ENDPOINT = `tcp://localhost:${LOGSTASH_PORT}`;
export const ELASTICSEARCH_ENDPOINT = 'http://localhost:9200';
