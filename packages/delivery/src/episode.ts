/**
 * One stretch of trouble, which is worth one line when it begins and one when it is over, be it by the end of those who
 * had the trouble.
 *
 * Trouble that comes and goes says no more than that once a minute; what was dropped meanwhile is added to the
 * next line.
 */

import { now } from './builtins.ts';

/** Said at most this often, in milliseconds. */
const QUIET_MS = 60_000;

/** How many of what were dropped: `{ spans: 12 }`. */
export type Losses = Map<string, number>;

export class Episode {
  private readonly say: (line: string) => void;
  private readonly clock: () => number;
  private losses: Losses = new Map();
  private open = false;
  private holders = 0;
  private lostAtEnd = false;
  private told = false;
  private quietUntil = Number.NEGATIVE_INFINITY;

  /** Why there is trouble, as far as anybody knows. */
  cause = '';

  /** @param clock milliseconds on a clock that is never set back */
  constructor(say: (line: string) => void, clock: () => number = now) {
    this.say = say;
    this.clock = clock;
  }

  get isOpen(): boolean {
    return this.open;
  }

  /** Somebody is ending, and soon it will be known what is lost: until then no hope is to be told. */
  get isHeld(): boolean {
    return this.holders > 0;
  }

  hold(): void {
    this.holders++;
  }

  release(): void {
    this.holders--;
  }

  /** Trouble, or more of it. The line is said once an episode; without one, it is said later. */
  begin(line?: () => string): void {
    this.open = true;
    if (line === undefined || this.told || this.clock() < this.quietUntil) return;
    this.told = true;
    this.quietUntil = this.clock() + QUIET_MS;
    this.say(line());
  }

  /** `count` more of `what` were dropped because of it. */
  lose(count: number, what: string): void {
    this.losses.set(what, (this.losses.get(what) ?? 0) + count);
  }

  /** `count` more of `what` were dropped because somebody ended before it was over. */
  loseAtEnd(count: number, what: string): void {
    this.lose(count, what);
    this.lostAtEnd = true;
  }

  /** What another lost was lost by this, as is known now. It is over, without a line of its own. */
  absorb(other: Episode): void {
    for (const [what, count] of other.losses) this.lose(count, what);
    other.losses = new Map();
    other.open = false;
    other.told = false;
  }

  /** If the last who held it has ended, and any lost something by that: says all that was dropped and not said yet. */
  conclude(line: (lost: string) => string): void {
    if (this.isHeld || !this.lostAtEnd) return;
    this.lostAtEnd = false;
    this.open = true;
    this.told = true;
    const lost = listed(this.losses);
    this.losses = new Map();
    this.say(line(lost));
  }

  /** What was dropped and not said yet; undefined for nothing. Whoever asks says it. */
  takeUnsaid(): string | undefined {
    if (this.losses.size === 0) return undefined;
    const lost = listed(this.losses);
    this.losses = new Map();
    return lost;
  }

  /** It is over. The line is said when the beginning was. */
  end(line: (dropped: string) => string): void {
    if (!this.open) return;
    this.open = false;
    if (!this.told) return;
    this.told = false;
    const dropped = inWords(this.losses);
    this.losses = new Map();
    this.say(line(dropped));
  }
}

/** '12 spans and 1 log record' */
function listed(losses: Losses): string {
  return [...losses].map(([what, count]) => counted(count, what)).join(' and ');
}

/** '12 spans and 1 log record were dropped', or 'nothing was dropped'. */
export function inWords(losses: Losses): string {
  if (losses.size === 0) return 'nothing was dropped';
  const one = losses.size === 1 && [...losses.values()][0] === 1;
  return `${listed(losses)} ${one ? 'was' : 'were'} dropped`;
}

/** '1 span', '12 spans'. `what` is a plural. */
export function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what.replace(/s$/, '') : what}`;
}
