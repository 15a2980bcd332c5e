/** What reads credentials and TLS, and keeps the former from going over plain text: no part of what each start loads. */

import { loadChunk } from '../chunks/load.ts';
import type { WaymarkConfig } from './config.ts';
import type { EnvReader } from './env-reader.ts';
import type { NameOf, OtlpSecrets } from './otlp-endpoint.ts';

export interface SecretReaders {
  readOtlpSecrets(reader: EnvReader, nameOf: NameOf): OtlpSecrets;
  /** Without the exporters that would send credentials for all to read, which costs a line. */
  withoutOpenCredentials(config: WaymarkConfig, reader: EnvReader): WaymarkConfig;
}

export const secretReaders = (): SecretReaders => loadChunk('secret-readers');

/** Looks closer where anything may be a credential: headers and queries have an equals sign, users of a URL an at sign. */
export function keptSecret(
  config: WaymarkConfig,
  reader: EnvReader,
  readers: () => SecretReaders,
): WaymarkConfig {
  const { fluentd, elasticsearch } = config.logs;
  const some = reader.namesFrom('OTEL_EXPORTER_').some((name) => /[=@]/.test(reader.text(name)!));
  return some || (fluentd ?? elasticsearch) ? readers().withoutOpenCredentials(config, reader) : config;
}
