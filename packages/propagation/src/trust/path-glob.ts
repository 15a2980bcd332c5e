/** Patterns of paths: `*` stands for any characters, `/` among them, everything else for itself. */

/**
 * What servers and routers read differently: dot segments, also with a parameter (`/..;/`), empty segments, a backslash, a fragment, and
 * of what is encoded a dot, a slash, a backslash, a percent sign, a zero, and bytes by which old decoders get at these (`%c0%ae`).
 * One of them takes `/internal/../orders` to be `/orders`.
 */
const UNCLEAR = /\/\.{1,2}(?:[/;]|$)|\/\/|[\\#]|%(?:2e|2f|5c|25|00|c0|c1)|[^\x21-\x7e]/i;

/** Whether a path is the same for everybody who reads it. */
export function isClear(path: string): boolean {
  return path.charCodeAt(0) === SLASH && !UNCLEAR.test(path);
}

const SLASH = 0x2f;

/** One pattern, which matches the whole of a path. Linear in the path for each `*`. */
export class PathGlob {
  readonly #first: string;
  readonly #between: readonly string[];
  /** `undefined` without a `*`. */
  readonly #last: string | undefined;

  constructor(pattern: string) {
    const [first = '', ...rest] = pattern.split('*');
    this.#first = first;
    this.#last = rest.pop();
    this.#between = rest.filter((part) => part !== '');
  }

  matches(path: string): boolean {
    const first = this.#first;
    const last = this.#last;
    if (last === undefined) return path === first;
    const end = path.length - last.length;
    if (end < first.length || !path.startsWith(first) || !path.endsWith(last)) return false;
    let at = first.length;
    for (const part of this.#between) {
      const found = path.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at <= end;
  }
}
