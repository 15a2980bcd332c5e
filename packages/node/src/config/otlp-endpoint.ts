/** The OTLP exporter's variables, general and per signal (protocol/exporter.md). */

import { readFileSync } from 'node:fs';
import type { EnvReader } from './env-reader.ts';
import { parsePair } from './resource-config.ts';

export type ExporterName = 'otlp' | 'jaeger' | 'console';
export type SignalVariable = 'TRACES' | 'LOGS';

export interface OtlpEndpoint {
  /** The full URL, path included. May hold credentials: show it through `shownUrl`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
  readonly compression: 'gzip' | 'none';
  readonly tls: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
}

const DEFAULT_BASE = 'http://localhost:4318';
const PATHS = { TRACES: 'v1/traces', LOGS: 'v1/logs' } as const;

export function readOtlpEndpoint(reader: EnvReader, signal: SignalVariable): OtlpEndpoint {
  const read = signalFirst(reader, signal);
  refuseOtherProtocols(reader, signal);
  return {
    url: readUrl(reader, signal),
    headers: {
      ...readHeaders(reader, 'OTEL_EXPORTER_OTLP_HEADERS'),
      ...readHeaders(reader, read.own('HEADERS')),
    },
    timeoutMillis: reader.integer(read.set('TIMEOUT'), 10_000, 1),
    compression: reader.choice(read.set('COMPRESSION'), ['gzip', 'none'] as const, 'none'),
    tls: definedOnly({
      ca: readFile(reader, read.set('CERTIFICATE')),
      cert: readFile(reader, read.set('CLIENT_CERTIFICATE')),
      key: readFile(reader, read.set('CLIENT_KEY')),
    }),
  };
}

/** The URL without credentials, query and fragment, for a line on stderr. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

/** Names of variables: `own` is the signal's, `set` is the signal's where it is set and else the general one. */
function signalFirst(reader: EnvReader, signal: SignalVariable) {
  const own = (name: string) => `OTEL_EXPORTER_OTLP_${signal}_${name}`;
  const set = (name: string) =>
    reader.text(own(name)) === undefined ? `OTEL_EXPORTER_OTLP_${name}` : own(name);
  return { own, set };
}

/** The signal's own endpoint is used as it is; the general one gets the signal's path appended. */
function readUrl(reader: EnvReader, signal: SignalVariable): string {
  const own = `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
  const exact = parseHttpUrl(reader.text(own));
  if (exact instanceof URL) return exact.href;
  if (exact === 'bad') rejectUrl(reader, own);
  const base = parseHttpUrl(reader.text('OTEL_EXPORTER_OTLP_ENDPOINT'));
  if (base === 'bad') rejectUrl(reader, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  if (base instanceof URL) warnOfSignalPath(reader, base);
  const url = base instanceof URL ? base : new URL(DEFAULT_BASE);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${PATHS[signal]}`;
  return url.href;
}

/** The path is added to the general endpoint, as the specification says; who wrote it there gets it twice. */
function warnOfSignalPath(reader: EnvReader, base: URL): void {
  const path = base.pathname.match(/\/v1\/(traces|logs|metrics)\/?$/)?.[0];
  if (path === undefined) return;
  reader.complain(
    `OTEL_EXPORTER_OTLP_ENDPOINT ends in ${path}, and each signal's path is added to it: take that off, or set OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`,
  );
}

function parseHttpUrl(text: string | undefined): URL | 'bad' | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url : 'bad';
}

function rejectUrl(reader: EnvReader, name: string): void {
  const value = reader.text(name) ?? '';
  const valid = 'an http:// or https:// URL such as http://localhost:4318';
  // Whatever holds an at sign or a query may hold a password or a token.
  if (/[@?]/.test(value)) reader.rejectSecret(name, valid, 'the default is used');
  else reader.reject(name, value, valid);
}

/** W3C Baggage shaped `key=value` pairs; a bad pair is left out. Their text is never shown. */
function readHeaders(reader: EnvReader, name: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of (reader.text(name) ?? '').split(',')) {
    if (pair.trim() === '') continue;
    const parsed = parsePair(pair);
    if (
      parsed &&
      /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(parsed.key) &&
      /^[\t\x20-\x7e\x80-\xff]*$/.test(parsed.value)
    ) {
      headers[parsed.key.toLowerCase()] = parsed.value;
    } else {
      reader.rejectSecret(
        name,
        'key=value pairs, percent-encoded, with commas between',
        'the bad pair is left out',
      );
    }
  }
  return headers;
}

function readFile(reader: EnvReader, name: string): Buffer | undefined {
  const path = reader.text(name);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    reader.reject(name, path, `the path of a PEM file (${code})`, 'none');
    return undefined;
  }
}

function refuseOtherProtocols(reader: EnvReader, signal: SignalVariable): void {
  const name = signalFirst(reader, signal).set('PROTOCOL');
  const protocol = reader.text(name);
  if (protocol !== undefined && protocol.toLowerCase() !== 'http/protobuf') {
    reader.reject(name, protocol, 'http/protobuf in this version', 'http/protobuf');
  }
}

function definedOnly<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
