/** Which instrumentations run, and with which options. */

import type { EnvReader } from './env-reader.ts';
import { INSTRUMENTATIONS, type InstrumentationName } from './instrumentation-names.ts';

export interface InstrumentationsConfig {
  /** Only these run; `undefined` for all that are on by default. */
  readonly enabled: readonly InstrumentationName[] | undefined;
  /** These do not, whatever else is said. */
  readonly disabled: readonly InstrumentationName[];
  /** By name, what upstream's class of it takes. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Off unless named: a span for each read of a file, lookup and socket, or a record a line of debug, drowns what people look for. */
const OFF_BY_DEFAULT: ReadonlySet<string> = new Set(['fs', 'dns', 'net', 'host-metrics', 'debug']);

export function readInstrumentations(reader: EnvReader): InstrumentationsConfig {
  return {
    enabled: readNames(reader, 'OTEL_NODE_ENABLED_INSTRUMENTATIONS'),
    disabled: readNames(reader, 'OTEL_NODE_DISABLED_INSTRUMENTATIONS') ?? [],
    options: { ...readDebug(reader), ...readOptions(reader) },
  };
}

/** `debug` by a variable of its own, for which the others need not be named. */
function readDebug(reader: EnvReader): InstrumentationsConfig['options'] {
  const isOn = reader.choice('WAYMARK_LOG_DEBUG', ['off', 'on'], 'off') === 'on';
  return isOn ? { debug: { enabled: true } } : {};
}

/** In upstream's order of precedence: the option `enabled`, then the list of those that are off, then that of those on. */
export function isInstrumentationOn(config: InstrumentationsConfig, name: string): boolean {
  const chosen = Object.hasOwn(config.options, name) ? config.options[name]?.enabled : undefined;
  if (typeof chosen === 'boolean') return chosen;
  const isNamed = (names: readonly string[]) => names.includes(name);
  if (isNamed(config.disabled)) return false;
  return config.enabled === undefined ? !OFF_BY_DEFAULT.has(name) : isNamed(config.enabled);
}

/** `undefined` when unset. A list of unknown names alone is an empty one, as upstream has it. */
function readNames(reader: EnvReader, variable: string): InstrumentationName[] | undefined {
  if (reader.text(variable) === undefined) return undefined;
  const isName = (item: string): item is InstrumentationName =>
    INSTRUMENTATIONS.includes(item as InstrumentationName);
  const items = reader.items(variable);
  for (const item of items) {
    if (!isName(item)) reader.explain(variable, item, KNOWN, 'it is left out');
  }
  return items.filter(isName);
}

const KNOWN = 'names of the table of instrumentations, such as http, express, pg, aws-sdk';
const PREFIX = 'WAYMARK_INSTRUMENTATION_';

/** `WAYMARK_INSTRUMENTATION_<NAME>`, for each of them that is set. */
function readOptions(reader: EnvReader): Record<string, Record<string, unknown>> {
  const options: Record<string, Record<string, unknown>> = {};
  for (const variable of reader.namesFrom(PREFIX)) {
    const name = INSTRUMENTATIONS.find((each) => `${PREFIX}${variableOf(each)}` === variable);
    const parsed = parseOptions(reader.text(variable) ?? '');
    if (name === undefined) {
      reader.complain(
        `${variable} belongs to no instrumentation: after ${PREFIX} comes one of ${INSTRUMENTATIONS.map(variableOf).sort().join(', ')}`,
      );
    } else if (parsed === undefined) {
      reader.rejectSecret(variable, 'option=value,option=value or a JSON object', 'none of it is used');
    } else {
      const { enabled } = parsed;
      if (enabled !== undefined && typeof enabled !== 'boolean') {
        reader.complain(`${variable} is not valid: enabled takes true or false; it is left out`);
        delete parsed['enabled'];
      }
      options[name] = parsed;
    }
  }
  return options;
}

/** `socket.io` to `SOCKET_IO`. */
function variableOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
}

/** A JSON object, or `option=value` pairs with commas between; `undefined` for anything else. */
export function parseOptions(text: string): Record<string, unknown> | undefined {
  return text.startsWith('{') ? parseObject(text) : parsePairs(text);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsePairs(text: string): Record<string, unknown> | undefined {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  if (!pairs.every((pair) => /^\s*[\w.-]+\s*=/.test(pair))) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), parseValue(pair.slice(at + 1).trim())];
    }),
  );
}

function parseValue(text: string): unknown {
  if (/^(true|false)$/.test(text)) return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
