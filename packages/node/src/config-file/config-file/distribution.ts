/** `distribution.waymark`: what WAYMARK_ variables say, for those who keep settings in one file. */

import type { Environment } from '../config/env-reader.ts';
import type { Section } from './section.ts';

/** By key, the variable whose values it takes. */
const VARIABLES: Readonly<Record<string, string>> = {
  request_id: 'WAYMARK_REQUEST_ID',
  logs_on_spans: 'WAYMARK_LOGS_ON_SPANS',
  ignore_incoming: 'WAYMARK_IGNORE_INCOMING',
  sampling_rules: 'WAYMARK_SAMPLING_RULES',
  engine: 'WAYMARK_ENGINE',
  config: 'WAYMARK_CONFIG',
};

/** As an environment: each value as text, a list with commas between. Other distributions' sections are theirs. */
export function distribution(section: Section | undefined): Environment {
  for (const name of section?.keys ?? []) if (name !== 'waymark') section?.data(name);
  const ours = section?.section('waymark');
  const env: Record<string, string> = {};
  for (const [key, variable] of Object.entries(VARIABLES)) {
    const value = ours?.data(key);
    // YAML 1.2 has no booleans on and off, but true and false are what people write for them.
    const text = Array.isArray(value)
      ? value.join(',')
      : value === true
        ? 'on'
        : value === false
          ? 'off'
          : value;
    if (text !== undefined && text !== null) env[variable] = String(text);
  }
  ours?.end();
  section?.end();
  return env;
}
