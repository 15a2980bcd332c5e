/** What the exporters `fluentd`, `logstash` and `elasticsearch` can be told, wherever it stands. */

import type { TlsOptions } from '@waymark/delivery';
import {
  ELASTICSEARCH_ENDPOINT,
  FLUENTD_ENDPOINT,
  isIndexName,
  LOGSTASH_ENDPOINT,
} from '@waymark/log-exporters';
import type {
  ElasticsearchConfig,
  FluentdConfig,
  LogExporterName,
  LogExportersConfig,
  LogstashConfig,
} from './log-exporters-config.ts';
import { shownUrl } from './otlp-endpoint.ts';
import { isHeader } from './otlp-secrets.ts';
import { parseHttpUrl } from './otlp-url.ts';
import { isServerName, SERVER_NAME_TAKES, tlsOf, UNTIL_READABLE } from './tls-files.ts';

/** Settings of one exporter by their names, as `ENDPOINT`: variables, or keys of the configuration file. */
export interface Settings {
  text(name: string): string | undefined;
  /** At least one. */
  millis(name: string, fallback: number): number;
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T;
  /** @param shown the value, where it is no secret */
  reject(name: string, takes: string, consequence: string, shown?: string): void;
  complain(name: string, what: string): void;
}

const TIMEOUT_MS = 10_000;

/** Under its name. */
export function logExporter(name: LogExporterName, settings: Settings): LogExportersConfig {
  if (name === 'fluentd') return { fluentd: fluentd(settings) };
  return name === 'logstash' ? { logstash: logstash(settings) } : { elasticsearch: elasticsearch(settings) };
}

function fluentd(settings: Settings): FluentdConfig {
  const urls = streamUrls(settings, FLUENTD_ENDPOINT);
  return {
    urls,
    tag: settings.text('TAG'),
    ...forwardLogin(settings),
    compression: compression(settings),
    ...connection(settings, urls),
  };
}

/** The protocol knows users only in addition to the key. */
function forwardLogin(settings: Settings) {
  const sharedKey = settings.text('SHARED_KEY');
  const user = login(settings);
  if (sharedKey !== undefined || user.username === undefined) return { sharedKey, ...user };
  settings.complain('USERNAME', 'has no effect without a shared key');
  return { sharedKey, username: undefined, password: undefined };
}

function logstash(settings: Settings): LogstashConfig {
  const [url = LOGSTASH_ENDPOINT, ...more] = streamUrls(settings, LOGSTASH_ENDPOINT);
  if (more.length > 0) settings.complain('ENDPOINT', `takes one address; the first is used`);
  return { url, ...connection(settings, [url]) };
}

function elasticsearch(settings: Settings): ElasticsearchConfig {
  const url = httpUrl(settings, ELASTICSEARCH_ENDPOINT);
  const apiKey = headerValue(settings, 'API_KEY');
  const { username, password } = login(settings);
  if (apiKey !== undefined && username !== undefined)
    settings.complain('API_KEY', 'stands beside a user and a password: the key is used');
  return {
    url,
    apiKey,
    ...(apiKey === undefined ? { username, password } : { username: undefined, password: undefined }),
    index: index(settings),
    compression: compression(settings),
    ...connection(settings, [url]),
  };
}

function connection(settings: Settings, urls: readonly string[]) {
  return {
    shown: urls.map(shownUrl).join(' or '),
    timeoutMillis: settings.millis('TIMEOUT', TIMEOUT_MS),
    tls: tls(settings),
  };
}

function compression(settings: Settings): 'gzip' | 'none' {
  return settings.choice('COMPRESSION', ['gzip', 'none'] as const, 'gzip');
}

/** One is of no use without the other. */
function login(settings: Settings) {
  const username = settings.text('USERNAME');
  const password = settings.text('PASSWORD');
  if (username !== undefined && password !== undefined) return { username, password };
  if (username !== undefined) settings.complain('USERNAME', 'has no effect without a password');
  if (password !== undefined) settings.complain('PASSWORD', 'has no effect without a user');
  return { username: undefined, password: undefined };
}

function headerValue(settings: Settings, name: string): string | undefined {
  const value = settings.text(name);
  if (value === undefined || isHeader('authorization', value)) return value;
  settings.reject(name, 'text that a header can have', 'it is left out');
  return undefined;
}

function index(settings: Settings): string | undefined {
  const name = settings.text('INDEX');
  if (name === undefined || isIndexName(name)) return name;
  settings.reject('INDEX', 'the name of a data stream or index, in lower case', 'the default is used', name);
  return undefined;
}

/** `tcp://host:port` and `tls://host:port`, with commas between. */
function streamUrls(settings: Settings, fallback: string): string[] {
  const text = settings.text('ENDPOINT');
  if (text === undefined) return [fallback];
  const { port } = new URL(fallback);
  const urls = text.split(',').map((item) => streamUrl(item.trim(), port));
  if (urls.every((url) => url !== undefined)) return urls;
  reject(settings, text, `${fallback} or ${fallback.replace('tcp', 'tls')}`, fallback);
  return [fallback];
}

/** Nothing but scheme, host and port: there is no place for a user or a path. */
function streamUrl(text: string, defaultPort: string): string | undefined {
  const { protocol = '', hostname = '', port = '', host = '' } = URL.parse(text) ?? {};
  const isOne = ['tcp:', 'tls:'].includes(protocol) && hostname !== '';
  if (!isOne || `${protocol}//${host}` !== text.toLowerCase().replace(/\/$/, '')) return undefined;
  return `${protocol}//${hostname}:${port || defaultPort}`;
}

function httpUrl(settings: Settings, fallback: string): string {
  const text = settings.text('ENDPOINT');
  const url = text === undefined ? undefined : parseHttpUrl(text);
  if (text !== undefined && url === undefined)
    reject(settings, text, `an http:// or https:// URL such as ${fallback}`, fallback);
  return url?.href ?? fallback;
}

function reject(settings: Settings, value: string, takes: string, fallback: string): void {
  // Whatever holds an at sign or a query may hold a password or a token.
  const shown = /[@?]/.test(value) ? undefined : value;
  settings.reject('ENDPOINT', takes, `${fallback} is used`, shown);
}

function tls(settings: Settings): TlsOptions {
  const names = { ca: 'CERTIFICATE', cert: 'CLIENT_CERTIFICATE', key: 'CLIENT_KEY' } as const;
  const paths = {
    ca: settings.text(names.ca),
    cert: settings.text(names.cert),
    key: settings.text(names.key),
  };
  return tlsOf(paths, serverName(settings), (file, takes, shown) =>
    settings.reject(names[file], takes, UNTIL_READABLE, shown),
  );
}

function serverName(settings: Settings): string | undefined {
  const name = settings.text('SERVER_NAME');
  if (name === undefined || isServerName(name)) return name;
  settings.reject('SERVER_NAME', SERVER_NAME_TAKES, 'it is left out', name);
  return undefined;
}
