/** Options that `waymark view` and `waymark run` have in common. */

import { readFileSync } from 'node:fs';
import { bytesOf, millisOf, portOf } from './option-values.ts';

/** What `startViewer` of `@waymark/viewer` is given; what is absent is as it has it by default. */
export interface ViewerSettings {
  path?: string;
  port?: number;
  grpcPort?: number;
  host?: string;
  token?: string;
  maxBytes?: number;
  maxAgeMs?: number;
}

export interface ViewerChoice {
  readonly settings: ViewerSettings;
  readonly open: boolean;
  readonly help: boolean;
}

/** With a value of their own, as `--db FILE` or `--db=FILE`. */
const WITH_VALUE: Record<string, (text: string, option: string) => ViewerSettings> = {
  '--db': (path) => ({ path }),
  '--port': (text, option) => ({ port: portOf(text, option) }),
  '--grpc-port': (text, option) => ({ grpcPort: portOf(text, option) }),
  '--host': (host) => ({ host }),
  '--token-file': (file) => ({ token: tokenIn(file) }),
  '--max-size': (text, option) => ({ maxBytes: bytesOf(text, option) }),
  '--max-age': (text, option) => ({ maxAgeMs: millisOf(text, option) }),
};
const SWITCHES = ['--open', '--help'];

/**
 * The viewer's options, which come first, and whatever stands behind them.
 * @throws Error for an option without its value, and for a value that is none
 */
export function readViewerOptions(args: readonly string[]): { choice: ViewerChoice; rest: string[] } {
  const rest = [...args];
  const switches: string[] = [];
  const settings: ViewerSettings = {};
  for (let next = optionOf(rest[0]); next !== undefined; next = optionOf(rest[0])) {
    rest.shift();
    const { name, value } = next;
    const read = WITH_VALUE[name];
    if (read === undefined) switches.push(name);
    else Object.assign(settings, read(given(name, value ?? rest.shift()), name));
  }
  const choice = { settings, open: switches.includes('--open'), help: switches.includes('--help') };
  return { choice, rest };
}

function optionOf(argument = ''): { name: string; value?: string } | undefined {
  if (SWITCHES.includes(argument) || argument in WITH_VALUE) return { name: argument };
  const [, name = '', value = ''] = /^(--[\w-]+)=(.*)$/s.exec(argument) ?? [];
  return name in WITH_VALUE ? { name, value } : undefined;
}

function given(option: string, value: string | undefined): string {
  if (value) return value;
  throw new Error(`${option} needs a value; see waymark --help`);
}

/** From a file, since everybody on a machine sees the arguments of its processes. */
function tokenIn(file: string): string {
  const token = readFileSync(file, 'utf8').trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new Error(`"${file}" holds no token: one line of letters, digits and signs, without blanks`);
}
