/** The OTLP exporter's variables, general and per signal (protocol/exporter.md). */

import { readFileSync } from 'node:fs';
import type { EnvReader } from './env-reader.ts';
import { type OtlpProtocol, type OtlpSignal, readOtlpUrl } from './otlp-url.ts';
import { parsePair } from './resource-config.ts';

export interface OtlpEndpoint {
  readonly protocol: OtlpProtocol;
  /**
   * The full URL, path included; for grpc `scheme://host:port`, where `https` means TLS. May hold credentials: show it
   * through `shownUrl`.
   */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
  readonly compression: 'gzip' | 'none';
  readonly tls: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
}

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;

export function readOtlpEndpoint(reader: EnvReader, signal: OtlpSignal): OtlpEndpoint {
  const read = signalFirst(reader, signal);
  const protocol = reader.choice(read.set('PROTOCOL'), PROTOCOLS, 'http/protobuf');
  return {
    protocol,
    url: readOtlpUrl(reader, signal, protocol, read.set('INSECURE')),
    headers: {
      ...readHeaders(reader, 'OTEL_EXPORTER_OTLP_HEADERS'),
      ...readHeaders(reader, read.own('HEADERS')),
    },
    timeoutMillis: reader.millis(read.set('TIMEOUT'), 10_000, 1),
    compression: reader.choice(read.set('COMPRESSION'), ['gzip', 'none'] as const, 'none'),
    tls: {
      ...readFile(reader, 'ca', read.set('CERTIFICATE')),
      ...readFile(reader, 'cert', read.set('CLIENT_CERTIFICATE')),
      ...readFile(reader, 'key', read.set('CLIENT_KEY')),
    },
  };
}

/** The URL without credentials, query and fragment, for a line on stderr. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

/** Names of variables: `own` is the signal's, `set` is the signal's where it is set and else the general one. */
function signalFirst(reader: EnvReader, signal: OtlpSignal) {
  const own = (name: string) => `OTEL_EXPORTER_OTLP_${signal}_${name}`;
  const set = (name: string) =>
    reader.text(own(name)) === undefined ? `OTEL_EXPORTER_OTLP_${name}` : own(name);
  return { own, set };
}

/** W3C Baggage shaped `key=value` pairs; a bad pair is left out. Their text is never shown. */
function readHeaders(reader: EnvReader, name: string): Record<string, string> {
  const headers: Record<string, string> = {};
  const text = reader.text(name);
  if (text === undefined) return headers;
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue;
    const parsed = parsePair(pair);
    if (parsed && isHeader(parsed.key, parsed.value)) {
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

/** Whether Node's `http` would send it. */
export function isHeader(name: string, value: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function readFile(reader: EnvReader, key: keyof OtlpEndpoint['tls'], name: string): OtlpEndpoint['tls'] {
  const path = reader.text(name);
  if (path === undefined) return NOTHING;
  try {
    return { [key]: readFileSync(path) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    const valid = `the path of a PEM file (${code})`;
    // The key itself may stand there.
    if (key === 'key' || path.includes('-----BEGIN')) reader.rejectSecret(name, valid, 'none is used');
    else reader.reject(name, path, valid, key === 'ca' ? "Node's list" : 'none');
    return NOTHING;
  }
}

const NOTHING = {};
