/**
 * Where log records go that leave by a protocol of their own: few name such an exporter, and so what reads its settings is no
 * part of what each start loads.
 */

import type { TlsOptions } from '@waymark/delivery';
import { loadChunk } from '../chunks/load.ts';
import type { EnvReader } from './env-reader.ts';

export type LogExporterName = 'fluentd' | 'logstash' | 'elasticsearch';
export const LOG_EXPORTERS: readonly LogExporterName[] = ['fluentd', 'logstash', 'elasticsearch'];

interface Connection {
  /** Where it goes, for a line on stderr: without credentials. */
  readonly shown: string;
  readonly timeoutMillis: number;
  readonly tls: TlsOptions;
}

export interface FluentdConfig extends Connection {
  /** `tcp://host:port` or `tls://host:port`: the first that works, in this order. */
  readonly urls: readonly string[];
  /** @default undefined, the service's name */
  readonly tag: string | undefined;
  readonly sharedKey: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly compression: 'gzip' | 'none';
}

export interface LogstashConfig extends Connection {
  /** `tcp://host:port` or `tls://host:port`. */
  readonly url: string;
}

export interface ElasticsearchConfig extends Connection {
  /** May hold credentials. */
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** A data stream, an index or an alias. @default undefined, the exporter's data stream */
  readonly index: string | undefined;
  readonly compression: 'gzip' | 'none';
}

/** Of the exporters that are on. */
export interface LogExportersConfig {
  readonly fluentd?: FluentdConfig;
  readonly logstash?: LogstashConfig;
  readonly elasticsearch?: ElasticsearchConfig;
}

/** Leaves out whatever must not start. */
export type ReadLogExporters = (reader: EnvReader, names: readonly LogExporterName[]) => LogExportersConfig;

/** @param read called where one of them is named. @default that of a chunk */
export function readLogExporters(
  reader: EnvReader,
  names: readonly string[],
  read: ReadLogExporters = (...of) => loadChunk('log-exporters-config').readLogExporterOptions(...of),
): LogExportersConfig {
  const named = LOG_EXPORTERS.filter((name) => names.includes(name));
  return named.length === 0 ? {} : read(reader, named);
}
