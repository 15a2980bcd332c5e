/** Options that `waymark view` and `waymark run` have in common. */

export interface ViewerChoice {
  /** File to keep the data in; in memory without one. */
  readonly db: string | undefined;
  /** The port that was asked for; without one it is 4318 or one behind it. */
  readonly port: number | undefined;
  readonly open: boolean;
  readonly help: boolean;
}

/** With a value of their own, as `--db FILE` or `--db=FILE`. */
const WITH_VALUE = ['--db', '--port'];
const SWITCHES = ['--open', '--help'];

/**
 * The viewer's options, which come first, and whatever stands behind them.
 * @throws Error for an option without its value, and for a port that is none
 */
export function readViewerOptions(args: readonly string[]): { choice: ViewerChoice; rest: string[] } {
  const rest = [...args];
  const given: Record<string, string> = {};
  for (let next = optionOf(rest[0]); next !== undefined; next = optionOf(rest[0])) {
    rest.shift();
    const { name, value = WITH_VALUE.includes(name) ? rest.shift() : '' } = next;
    if (value === undefined || (WITH_VALUE.includes(name) && value === ''))
      throw new Error(`${name} needs a value; see waymark --help`);
    given[name] = value;
  }
  const { '--db': db, '--port': port } = given;
  return {
    choice: {
      db,
      port: port === undefined ? undefined : portOf(port),
      open: '--open' in given,
      help: '--help' in given,
    },
    rest,
  };
}

function optionOf(argument = ''): { name: string; value?: string } | undefined {
  if (SWITCHES.includes(argument) || WITH_VALUE.includes(argument)) return { name: argument };
  const [, name = '', value = ''] = /^(--\w+)=(.*)$/s.exec(argument) ?? [];
  return WITH_VALUE.includes(name) ? { name, value } : undefined;
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65536) return port;
  throw new Error(`--port "${text}" is no port; it is a number from 0 to 65535`);
}
