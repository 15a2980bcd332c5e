export type ServerName =
  | 'collector'
  | 'elasticsearch'
  | 'kafka'
  | 'mariadb'
  | 'memcached'
  | 'mongo'
  | 'nats'
  | 'nginx'
  | 'opensearch'
  | 'postgres'
  | 'rabbitmq'
  | 'redis'
  | 'rsyslog'
  | 'sns'
  | 'sqs'
  | 'syslog-ng'
  | 'toxiproxy'
  | 'zipkin';
/** A running server: where clients connect, and what they log in with where that is asked for. */
export interface LocalServer {
  port: number;
  /** Of PostgreSQL and RabbitMQ, with the login; of Elasticsearch and OpenSearch. */
  url?: string;
  /** Of MariaDB, and of an Elasticsearch that is `secured`. */
  user?: string;
  password?: string;
  database?: string;
  /** Of an Elasticsearch that is `secured`: the PEM text of its own authority. */
  ca?: string;
  /** Of an Elasticsearch that is `shipped`: whom its setup lets add log lines. */
  writer?: { user: string; password: string };
  /** Of Elasticsearch and OpenSearch: ends it, and keeps its data for `resume`, which starts it again on its port. */
  halt?(): Promise<unknown>;
  resume?(): Promise<void>;
  /** Of Elasticsearch and OpenSearch: their folder, with `config`. */
  home?: string;
  /** Of the Collector: OTLP by gRPC, Zipkin's spans, Fluentd's forward protocol, lines of JSON over TCP. */
  grpcPort?: number;
  zipkinPort?: number;
  fluentPort?: number;
  tcpPort?: number;
  /** Of rsyslog and syslog-ng, where they were started with `tls`. */
  tlsPort?: number;
  /** Of the last of its processes when it was ready. */
  pid: number;
  /** What the last of its processes has written. */
  output(): string;
  /** Temporary, gone after `stop()`. */
  directory: string;
  stop(): Promise<void>;
}
export const SERVER_NAMES: ServerName[];
/** `http` of nginx: what stands in its `http` block beside the server that listens, which it must have. */
export interface NginxOptions {
  http?: (server: { listen: string; directory: string }) => string;
}
/** Of rsyslog and syslog-ng. */
export interface LineReceiverOptions {
  /** PEM texts, for a second port that speaks TLS. With `ca`, clients have to show a certificate of it. */
  tls?: { key: string; cert: string; ca?: string };
  /** Those of a server that was stopped, to come back on: the plain one and that for TLS. @default free ones */
  ports?: readonly [number, number];
}
/** Of Elasticsearch. */
export interface ElasticsearchOptions {
  /** With TLS and password, as it sets them up by itself. @default false */
  secured?: boolean;
  /** With the file that deploy/elk ships: with password, without TLS. @default false */
  shipped?: boolean;
}
/** Of Zipkin. */
export interface ZipkinOptions {
  /** Options of Java. @default a small heap, compiled in a hurry */
  java?: readonly string[];
}
/** Of OpenSearch. */
export interface OpensearchOptions {
  /** Lines for its file of settings. */
  settings?: readonly string[];
}
export function startServer(
  name: ServerName,
  options?: NginxOptions & LineReceiverOptions & ElasticsearchOptions & OpensearchOptions & ZipkinOptions,
): Promise<LocalServer>;
export function missingServer(name: ServerName, env?: NodeJS.ProcessEnv): string | undefined;
export function prepareServer(name: ServerName, options?: { log?: (line: string) => void }): Promise<unknown>;
export function skipWithoutServer(name: ServerName, env?: NodeJS.ProcessEnv): string | false;
export function prepareServers(options?: { log?: (line: string) => void }): Promise<void>;
