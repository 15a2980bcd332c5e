/** `distribution.waymark`: what WAYMARK_ variables say, for those who keep settings in one file. */

import { ENGINES, LOGS_ON_SPANS, REQUEST_LOG, SPANS } from '../config/config.ts';
import type { Environment } from '../config/env-reader.ts';
import { IGNORE_TAKES, isIgnorePattern } from '../config/ignore-incoming.ts';
import { LOG_FIELDS_TAKE, logFieldsIn } from '../config/log-field-list.ts';
import { LOG_EXPORT_LEVEL, LOG_TAIL, LOG_TAIL_SLOW } from '../config/log-tail-config.ts';
import { LOG_EXPORT_LEVELS, LOG_TAIL_MODES } from '../config/log-tail-options.ts';
import { PLAINTEXT_CHOICES, PLAINTEXT_CREDENTIALS } from '../config/open-credentials.ts';
import { DESTINATIONS_TAKE, destinationsIn } from '../config/propagate-to.ts';
import {
  isRedactionKey,
  REDACTION_DETECTORS,
  REDACTION_KEY_TAKES,
  REDACTION_MODES,
  REDACTION_RULES_TAKE,
  rulesIn,
} from '../config/redaction-options.ts';
import {
  ALIASES_TAKE,
  FIELD_TAKES,
  isAlias,
  isField,
  REQUEST_ID_FORMATS,
  REQUEST_ID_ON_SPANS,
} from '../config/request-id-config.ts';
import { RESPONSE_HEADERS_TAKE, wrongResponseHeaders } from '../config/response-header-list.ts';
import { GRAMMAR, parseRule, ruleTexts } from '../config/sampling-rules.ts';
import { isServerName, SERVER_NAME_TAKES } from '../config/tls-files.ts';
import { callersIn, isLongEnough, KEYS_TAKE, keysIn, TRUST_TAKES } from '../config/trust-config.ts';
import type { Section } from './section.ts';

interface Setting {
  /** Whose values it takes. */
  readonly variable: string;
  readonly takes: string;
  /** For a list, which becomes one text. Those without one take no list. */
  readonly separator?: string;
  /** What is wrong is not shown. */
  readonly isSecret?: boolean;
  /** What of the text is not valid. */
  wrong(text: string): readonly string[];
}

/** By their keys under `distribution.waymark`. */
export const SETTINGS: Readonly<Record<string, Setting>> = {
  request_id: oneOf('WAYMARK_REQUEST_ID', ['on', 'off']),
  request_id_aliases: {
    variable: 'WAYMARK_REQUEST_ID_ALIASES',
    takes: ALIASES_TAKE,
    separator: ',',
    wrong: (text) => text.split(',').filter((item) => item.trim() !== '' && !isAlias(item.trim())),
  },
  request_id_format: oneOf('WAYMARK_REQUEST_ID_FORMAT', REQUEST_ID_FORMATS),
  request_id_field: {
    variable: 'WAYMARK_REQUEST_ID_FIELD',
    takes: FIELD_TAKES,
    wrong: (text) => (text === '' || isField(text) ? [] : [text]),
  },
  request_id_on_spans: oneOf('WAYMARK_REQUEST_ID_ON_SPANS', REQUEST_ID_ON_SPANS),
  propagate_to: {
    variable: 'WAYMARK_PROPAGATE_TO',
    takes: DESTINATIONS_TAKE,
    separator: ',',
    wrong: (text) => destinationsIn(text.split(',')).wrong,
  },
  trust_inbound: {
    variable: 'WAYMARK_TRUST_INBOUND',
    takes: TRUST_TAKES,
    separator: ',',
    wrong: (text) => callersIn(text.split(',')).wrong,
  },
  trust_key: {
    variable: 'WAYMARK_TRUST_KEY',
    takes: KEYS_TAKE,
    separator: ',',
    isSecret: true,
    wrong: (text) => keysIn(text).filter((key) => !isLongEnough(key)),
  },
  response_headers: {
    variable: 'WAYMARK_RESPONSE_HEADERS',
    takes: RESPONSE_HEADERS_TAKE,
    separator: ',',
    wrong: wrongResponseHeaders,
  },
  random_flag: oneOf('WAYMARK_RANDOM_FLAG', ['on', 'off']),
  redaction: oneOf('WAYMARK_REDACTION', ['on', 'off']),
  redaction_mode: oneOf('WAYMARK_REDACTION_MODE', REDACTION_MODES),
  redaction_key: {
    variable: 'WAYMARK_REDACTION_KEY',
    takes: REDACTION_KEY_TAKES,
    isSecret: true,
    wrong: (text) => (text === '' || isRedactionKey(text) ? [] : [text]),
  },
  redaction_keys: { variable: 'WAYMARK_REDACTION_KEYS', takes: 'names', separator: ',', wrong: () => [] },
  redaction_allow: { variable: 'WAYMARK_REDACTION_ALLOW', takes: 'names', separator: ',', wrong: () => [] },
  redaction_detectors: {
    variable: 'WAYMARK_REDACTION_DETECTORS',
    takes: `a list of ${REDACTION_DETECTORS.join(', ')}`,
    separator: ',',
    wrong: (text) =>
      itemsOf(text).filter((item) => ![...REDACTION_DETECTORS, 'none'].includes(item.toLowerCase())),
  },
  redaction_rules: {
    variable: 'WAYMARK_REDACTION_RULES',
    takes: REDACTION_RULES_TAKE,
    separator: ',',
    wrong: (text) => rulesIn(text).wrong,
  },
  log_fields: {
    variable: 'WAYMARK_LOG_FIELDS',
    takes: LOG_FIELDS_TAKE,
    separator: ',',
    wrong: (text) => logFieldsIn(text).wrong,
  },
  errors_mark_spans: oneOf('WAYMARK_ERRORS_MARK_SPANS', ['on', 'off']),
  request_log: oneOf('WAYMARK_REQUEST_LOG', REQUEST_LOG),
  logs_on_spans: oneOf('WAYMARK_LOGS_ON_SPANS', LOGS_ON_SPANS),
  log_tail: oneOf(LOG_TAIL, LOG_TAIL_MODES),
  log_export_level: oneOf(LOG_EXPORT_LEVEL, LOG_EXPORT_LEVELS),
  log_tail_slow: {
    variable: LOG_TAIL_SLOW,
    takes: 'whole milliseconds',
    wrong: (text) => (/^\d*$/.test(text) ? [] : [text]),
  },
  log_debug: oneOf('WAYMARK_LOG_DEBUG', ['on', 'off']),
  plaintext_credentials: oneOf(PLAINTEXT_CREDENTIALS, PLAINTEXT_CHOICES),
  tls_server_name: {
    variable: 'WAYMARK_TLS_SERVER_NAME',
    takes: SERVER_NAME_TAKES,
    wrong: (text) => (isServerName(text) ? [] : [text]),
  },
  ignore_incoming: {
    variable: 'WAYMARK_IGNORE_INCOMING',
    takes: IGNORE_TAKES,
    separator: ',',
    wrong(text) {
      const items = text.split(',').map((item) => item.trim());
      const isNone = items.length === 1 && items[0]?.toLowerCase() === 'none';
      return isNone ? [] : items.filter((item) => item !== '' && !isIgnorePattern(item));
    },
  },
  sampling_rules: {
    variable: 'WAYMARK_SAMPLING_RULES',
    takes: `rules: ${GRAMMAR}`,
    separator: ';',
    wrong: (text) => ruleTexts(text).filter((rule) => typeof parseRule(rule) === 'string'),
  },
  spans: oneOf('WAYMARK_SPANS', SPANS),
  engine: oneOf('WAYMARK_ENGINE', ENGINES),
  config: { variable: 'WAYMARK_CONFIG', takes: 'text', wrong: () => [] },
};

function oneOf(variable: string, choices: readonly string[]): Setting {
  return {
    variable,
    takes: `one of ${choices.join(', ')}`,
    wrong: (text) => (text === '' || choices.includes(text.toLowerCase()) ? [] : [text]),
  };
}

function itemsOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

/** As an environment. Other distributions' sections are theirs. */
export function distribution(section: Section | undefined): Environment {
  for (const name of section?.keys ?? []) if (name !== 'waymark') section?.data(name);
  const ours = section?.section('waymark');
  const env: Record<string, string> = {};
  for (const [key, setting] of Object.entries(SETTINGS)) {
    const value = ours?.data(key);
    if (value === undefined || value === null) continue;
    const text = setting.isSecret ? exactText(ours, key, value) : textOf(value, setting.separator);
    if (text === undefined) ours?.reject(key, `takes ${setting.takes}`);
    else {
      const wrong = setting.wrong(text);
      const shown = setting.isSecret ? wrong.slice(0, 1).map(() => undefined) : wrong;
      for (const part of shown) ours?.reject(key, `takes ${setting.takes}`, part);
      if (wrong.length === 0) env[setting.variable] = text;
    }
  }
  ours?.end();
  section?.end();
  return env;
}

/** Keys, letter by letter: as a number, one of digits would be another. In a list they are quoted. */
function exactText(ours: Section | undefined, key: string, value: unknown): string | undefined {
  if (!Array.isArray(value)) return ours?.written(key);
  return value.every((item) => typeof item === 'string') ? value.join(',') : undefined;
}

function textOf(value: unknown, separator: string | undefined): string | undefined {
  if (Array.isArray(value)) return separator === undefined ? undefined : value.join(separator);
  if (typeof value === 'object') return undefined;
  // YAML 1.2 has no booleans on and off, but true and false are what people write for them.
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value).trim();
}
