/** `fluentd`, `logstash` and `elasticsearch` under a log record processor: exporters of ours, which the schema has none for. */

import type { EnvReader } from '../config/env-reader.ts';
import { environment } from '../config/log-exporter-options.ts';
import { logExporter, type Settings } from '../config/log-exporter-settings.ts';
import type { LogExporterName, LogExportersConfig } from '../config/log-exporters-config.ts';
import { UNTIL_READABLE } from '../config/tls-files.ts';
import { timeout } from './exporters.ts';
import type { Section } from './section.ts';

/** Below `tls`, as the schema has it for OTLP; the last is ours. */
const TLS_KEYS: Readonly<Record<string, string>> = {
  CERTIFICATE: 'ca_file',
  CLIENT_CERTIFICATE: 'cert_file',
  CLIENT_KEY: 'key_file',
  SERVER_NAME: 'server_name',
};

/** @param variables WAYMARK_ variables, which hold over what the section says */
export function logExporterOf(
  name: LogExporterName,
  section: Section,
  variables: EnvReader,
): LogExportersConfig & { readonly name: LogExporterName } {
  const tls = section.section('tls');
  const config = logExporter(name, over(environment(variables, name), keysOf(section, tls)));
  tls?.end();
  section.end();
  return { name, ...config };
}

/** What `first` does not have is asked of `second`. */
function over(first: Settings, second: Settings): Settings {
  const having = (name: string) => (first.text(name) === undefined ? second : first);
  return {
    text(name) {
      const value = second.text(name); // asked in any case: it is a key that is known
      return first.text(name) ?? value;
    },
    millis: (name, fallback) => first.millis(name, second.millis(name, fallback)),
    choice: (name, choices, fallback) => first.choice(name, choices, second.choice(name, choices, fallback)),
    reject: (name, ...what) => having(name).reject(name, ...what),
    complain: (name, what) => having(name).complain(name, what),
  };
}

function keysOf(section: Section, tls: Section | undefined): Settings {
  const place = (name: string): [Section | undefined, string] => {
    const key = TLS_KEYS[name];
    return key === undefined ? [section, name.toLowerCase()] : [tls, key];
  };
  return {
    text(name) {
      const [of, key] = place(name);
      return of?.anyText(key);
    },
    millis: (name, fallback) => timeout(section, name.toLowerCase(), fallback),
    choice: (name, choices, fallback) => section.choice(name.toLowerCase(), choices) ?? fallback,
    reject(name, takes, consequence) {
      const [of, key] = place(name);
      // A file that may still come makes this one not wrong. Otherwise nothing of it is used, whatever else would be done.
      if (consequence === UNTIL_READABLE) of?.remark(key, `takes ${takes}; ${consequence}`);
      else of?.reject(key, `takes ${takes}`);
    },
    complain(name, what) {
      const [of, key] = place(name);
      of?.remark(key, what);
    },
  };
}
