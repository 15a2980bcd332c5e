/** `otlp_http`, `otlp_grpc`, `console` and `zipkin` under a processor or reader. */

import type { OtlpEndpoint } from '../config/otlp-endpoint.ts';
import { isHeader } from '../config/otlp-secrets.ts';
import {
  DEFAULT_GRPC,
  DEFAULT_HTTP,
  grpcUrl,
  OTLP_PATHS,
  type OtlpSignal,
  parseHttpUrl,
} from '../config/otlp-url.ts';
import { parsePair } from '../config/resource-config.ts';
import { tlsOf, UNTIL_READABLE } from '../config/tls-files.ts';
import { DEFAULT_ZIPKIN, type ZipkinEndpoint } from '../config/zipkin-endpoint.ts';
import type { Section } from './section.ts';

const TIMEOUT_MS = 10_000;

export function otlpHttp(section: Section, signal: OtlpSignal): OtlpEndpoint {
  const json = section.choice('encoding', ['protobuf', 'json'] as const) === 'json';
  return {
    protocol: json ? 'http/json' : 'http/protobuf',
    url: httpUrl(section, `${DEFAULT_HTTP}/${OTLP_PATHS[signal]}`),
    ...common(section, []),
  };
}

export function otlpGrpc(section: Section): OtlpEndpoint {
  const insecure = section.section('tls')?.boolean('insecure') ?? false;
  const text = section.text('endpoint');
  const url = text === undefined ? DEFAULT_GRPC : grpcUrl(text, insecure);
  if (url === undefined) section.reject('endpoint', `takes a URL such as ${DEFAULT_GRPC}, or host:port`);
  return { protocol: 'grpc', url: url ?? DEFAULT_GRPC, ...common(section, ['insecure']) };
}

/** An exporter of ours: the schema has none for Zipkin any more. */
export function zipkin(section: Section): ZipkinEndpoint {
  const protobuf = section.choice('encoding', ['protobuf', 'json'] as const) === 'protobuf';
  const endpoint: ZipkinEndpoint = {
    url: httpUrl(section, DEFAULT_ZIPKIN),
    protocol: protobuf ? 'http/protobuf' : 'http/json',
    timeoutMillis: timeout(section),
    tls: tlsFiles(section, []),
  };
  section.end();
  return endpoint;
}

/** Lines of it go to stdout, as they do without a file. */
export function console(section: Section): { readonly name: 'console' } {
  section.unsupported('output_stream');
  section.end();
  return { name: 'console' };
}

/** @param more keys of `tls` that were read already */
function common(section: Section, more: readonly string[]) {
  return {
    headers: headers(section),
    timeoutMillis: timeout(section),
    compression: section.choice('compression', ['gzip', 'none'] as const) ?? 'none',
    tls: tlsFiles(section, more),
  };
}

function tlsFiles(section: Section, more: readonly string[]): OtlpEndpoint['tls'] {
  const tls = section.section('tls');
  const keys = { ca: 'ca_file', cert: 'cert_file', key: 'key_file' } as const;
  const paths = { ca: tls?.text(keys.ca), cert: tls?.text(keys.cert), key: tls?.text(keys.key) };
  const read = tlsOf(paths, undefined, (file, takes) =>
    tls?.remark(keys[file], `takes ${takes}; ${UNTIL_READABLE}`),
  );
  for (const key of more) tls?.boolean(key);
  tls?.end();
  return read;
}

/** Metric exporters have more keys: whoever reads those ends the section. */
export function ended<T>(value: T, section: Section): T {
  section.end();
  return value;
}

function httpUrl(section: Section, fallback: string): string {
  const text = section.text('endpoint');
  const url = text === undefined ? undefined : parseHttpUrl(text);
  if (text !== undefined && url === undefined) {
    section.reject('endpoint', `takes an http:// or https:// URL such as ${fallback}`);
  }
  return url?.href ?? fallback;
}

/** Zero stands for no limit, which a delivery that must end with the process cannot have. */
export function timeout(section: Section, key = 'timeout', fallback = TIMEOUT_MS): number {
  const millis = section.millis(key) ?? fallback;
  if (millis > 0) return millis;
  section.remark(key, `of 0, no limit, is not supported here: ${fallback} is used`);
  return fallback;
}

/** `headers` over `headers_list`. Their text is never shown. */
function headers(section: Section): Record<string, string> {
  const all: Record<string, string> = {};
  for (const pair of (section.text('headers_list') ?? '').split(',')) {
    if (pair.trim() === '') continue;
    const parsed = parsePair(pair);
    if (parsed && isHeader(parsed.key, parsed.value)) all[parsed.key.toLowerCase()] = parsed.value;
    else section.reject('headers_list', 'takes key=value pairs, percent-encoded, with commas between');
  }
  for (const item of section.sections('headers') ?? []) {
    const name = item.text('name');
    const value = item.anyText('value');
    item.end();
    if (name === undefined) item.missing('name');
    else if (!item.keys.includes('value')) item.missing('value');
    else if (value !== undefined && isHeader(name, value)) all[name.toLowerCase()] = value;
    else if (value !== undefined) item.invalid('takes the name of a header, and a value that one can have');
  }
  return all;
}
