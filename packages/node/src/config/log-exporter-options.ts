/** The variables of the exporters `fluentd`, `logstash` and `elasticsearch`. */

import type { EnvReader } from './env-reader.ts';
import { logExporter, type Settings } from './log-exporter-settings.ts';
import type { LogExporterName, LogExportersConfig, ReadLogExporters } from './log-exporters-config.ts';

export const readLogExporterOptions: ReadLogExporters = (reader, names) => {
  const all: LogExportersConfig = {};
  for (const name of names) Object.assign(all, logExporter(name, environment(reader, name)));
  return all;
};

/** `ENDPOINT` of logstash is WAYMARK_LOGSTASH_ENDPOINT. */
export function environment(reader: EnvReader, exporter: LogExporterName): Settings {
  const prefix = `WAYMARK_${exporter.toUpperCase()}_`;
  return {
    text: (name) => reader.text(prefix + name),
    millis: (name, fallback) => reader.millis(prefix + name, fallback, 1),
    choice: (name, choices, fallback) => reader.choice(prefix + name, choices, fallback),
    reject(name, takes, consequence, shown) {
      if (shown === undefined) reader.rejectSecret(prefix + name, takes, consequence);
      else reader.explain(prefix + name, shown, takes, consequence);
    },
    complain: (name, what) => reader.complain(`${prefix}${name} ${what}`),
  };
}
