/** The OTLP exporter's variables, general and per signal (protocol/exporter.md). */

import type { TlsOptions } from '@waymark/delivery';
import type { EnvReader } from './env-reader.ts';
import { type OtlpProtocol, type OtlpSignal, readOtlpUrl } from './otlp-url.ts';
import type { SecretReaders } from './secret-readers.ts';

/** What few set. */
export interface OtlpSecrets {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
}

export interface OtlpEndpoint extends OtlpSecrets {
  readonly protocol: OtlpProtocol;
  /**
   * The full URL, path included; for grpc `scheme://host:port`, where `https` means TLS. May hold credentials: show it
   * through `shownUrl`.
   */
  readonly url: string;
  readonly timeoutMillis: number;
  readonly compression: 'gzip' | 'none';
}

/** Names of variables: `own` is the signal's, `set` is the signal's where it is set and else the general one. */
export interface NameOf {
  own(name: string): string;
  set(name: string): string;
}

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
const SECRETS = ['HEADERS', 'CERTIFICATE', 'CLIENT_CERTIFICATE', 'CLIENT_KEY'];
const NO_SECRETS: OtlpSecrets = { headers: {}, tls: {} };

export function readOtlpEndpoint(
  reader: EnvReader,
  signal: OtlpSignal,
  secrets: () => SecretReaders,
): OtlpEndpoint {
  const nameOf = signalFirst(reader, signal);
  const { set } = nameOf;
  const protocol = reader.choice(set('PROTOCOL'), PROTOCOLS, 'http/protobuf');
  const names = ['WAYMARK_TLS_SERVER_NAME', ...SECRETS.map(set)];
  const some = names.some((name) => reader.text(name) !== undefined);
  return {
    protocol,
    url: readOtlpUrl(reader, signal, protocol, set('INSECURE')),
    timeoutMillis: reader.millis(set('TIMEOUT'), 10_000, 1),
    compression: reader.choice(set('COMPRESSION'), ['gzip', 'none'] as const, 'none'),
    ...(some ? secrets().readOtlpSecrets(reader, nameOf) : NO_SECRETS),
  };
}

/** The URL without credentials, query and fragment, for a line on stderr. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

function signalFirst(reader: EnvReader, signal: OtlpSignal): NameOf {
  const own = (name: string) => `OTEL_EXPORTER_OTLP_${signal}_${name}`;
  const set = (name: string) =>
    reader.text(own(name)) === undefined ? `OTEL_EXPORTER_OTLP_${name}` : own(name);
  return { own, set };
}
