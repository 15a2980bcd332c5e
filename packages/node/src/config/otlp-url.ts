/** Where OTLP goes: OTEL_EXPORTER_OTLP_ENDPOINT and its siblings, for HTTP and for gRPC. */

import type { EnvReader } from './env-reader.ts';

export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc';
export type OtlpSignal = 'TRACES' | 'LOGS' | 'METRICS';

/** By signal, what the general endpoint gets appended. */
export const OTLP_PATHS: Readonly<Record<OtlpSignal, string>> = {
  TRACES: 'v1/traces',
  LOGS: 'v1/logs',
  METRICS: 'v1/metrics',
};

export const DEFAULT_HTTP = 'http://localhost:4318';
export const DEFAULT_GRPC = 'http://localhost:4317';
const GENERAL = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/** @param insecure name of the variable that decides for a gRPC endpoint without a scheme */
export function readOtlpUrl(
  reader: EnvReader,
  signal: OtlpSignal,
  protocol: OtlpProtocol,
  insecure: string,
): string {
  const own = `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
  return protocol === 'grpc' ? readGrpcUrl(reader, own, insecure) : readHttpUrl(reader, signal, own);
}

/** The signal's own endpoint is used as it is; the general one gets the signal's path appended. */
function readHttpUrl(reader: EnvReader, signal: OtlpSignal, own: string): string {
  const exact = readUrl(reader, own);
  if (exact !== undefined) return exact.href;
  const url = readUrl(reader, GENERAL);
  if (url === undefined) return `${DEFAULT_HTTP}/${OTLP_PATHS[signal]}`;
  warnOfSignalPath(reader, url);
  url.pathname += `${url.pathname.endsWith('/') ? '' : '/'}${OTLP_PATHS[signal]}`;
  return url.href;
}

/** The path is added to the general endpoint, as the specification says; who wrote it there gets it twice. */
function warnOfSignalPath(reader: EnvReader, base: URL): void {
  if (!base.pathname.includes('/v1/')) return;
  const path = base.pathname.match(/\/v1\/(traces|logs|metrics)\/?$/)?.[0];
  if (path === undefined) return;
  reader.complain(
    `OTEL_EXPORTER_OTLP_ENDPOINT ends in ${path}, and each signal's path is added to it: take that off, or set OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`,
  );
}

/** gRPC has its paths from the service's name: of the URL only scheme, host and port count. */
function readGrpcUrl(reader: EnvReader, own: string, insecure: string): string {
  const name = reader.text(own) === undefined ? GENERAL : own;
  const text = reader.text(name);
  const url = text === undefined ? DEFAULT_GRPC : grpcUrl(text, reader.boolean(insecure));
  if (url === undefined) rejectUrl(reader, name, text!, DEFAULT_GRPC);
  return url ?? DEFAULT_GRPC;
}

/** Scheme, host and port. Where the scheme is left out, `insecure` says whether there is no TLS. */
export function grpcUrl(text: string, insecure: boolean): string | undefined {
  const isBare = /^(\[[\da-f:]+\]|[\w.-]+):\d+$/i.test(text);
  const url = parseHttpUrl(isBare ? `${insecure ? 'http' : 'https'}://${text}` : text);
  return url === undefined ? undefined : `${url.protocol}//${url.host}`;
}

/** The URL in variable `name`; `undefined` when unset, and when it is none, which costs a line that shows `example`. */
export function readUrl(reader: EnvReader, name: string, example: string = DEFAULT_HTTP): URL | undefined {
  const text = reader.text(name);
  if (text === undefined) return undefined;
  const url = parseHttpUrl(text);
  if (url === undefined) rejectUrl(reader, name, text, example);
  return url;
}

export function parseHttpUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

function rejectUrl(reader: EnvReader, name: string, value: string, example: string): void {
  const valid = `an http:// or https:// URL such as ${example}`;
  // Whatever holds an at sign or a query may hold a password or a token.
  if (/[@?]/.test(value)) reader.rejectSecret(name, valid, 'the default is used');
  else reader.reject(name, value, valid);
}
