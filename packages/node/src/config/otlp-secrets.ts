/** Headers and TLS of an OTLP endpoint: few set them. */

import type { TlsOptions } from '@waymark/delivery';
import type { EnvReader } from './env-reader.ts';
import type { NameOf, OtlpSecrets } from './otlp-endpoint.ts';
import { parsePair } from './resource-config.ts';
import { isServerName, SERVER_NAME_TAKES, tlsOf, UNTIL_READABLE } from './tls-files.ts';

const SERVER_NAME = 'WAYMARK_TLS_SERVER_NAME';

/** @param nameOf names of variables by their ends: the signal's own, or the general one where that is not set */
export function readOtlpSecrets(reader: EnvReader, nameOf: NameOf): OtlpSecrets {
  return {
    headers: {
      ...readHeaders(reader, 'OTEL_EXPORTER_OTLP_HEADERS'),
      ...readHeaders(reader, nameOf.own('HEADERS')),
    },
    tls: readTls(reader, {
      ca: nameOf.set('CERTIFICATE'),
      cert: nameOf.set('CLIENT_CERTIFICATE'),
      key: nameOf.set('CLIENT_KEY'),
    }),
  };
}

function readTls(reader: EnvReader, names: { ca: string; cert: string; key: string }): TlsOptions {
  const paths = {
    ca: reader.text(names.ca),
    cert: reader.text(names.cert),
    key: reader.text(names.key),
  };
  return tlsOf(paths, serverName(reader), (file, takes, shown) => {
    if (shown === undefined) reader.rejectSecret(names[file], takes, UNTIL_READABLE);
    else reader.explain(names[file], shown, takes, UNTIL_READABLE);
  });
}

function serverName(reader: EnvReader): string | undefined {
  const name = reader.text(SERVER_NAME);
  if (name === undefined || isServerName(name)) return name;
  reader.explain(SERVER_NAME, name, SERVER_NAME_TAKES, 'it is left out');
  return undefined;
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
