/** The wait before the next attempt, which somebody in a hurry may cut short. One at a time. */

import { clearTimeout, now, setTimeout } from './builtins.ts';

interface Wait {
  timer: NodeJS.Timeout;
  until: number;
  /** The server asked for it. */
  wished: boolean;
  over: () => void;
}

export class Pause {
  private current: Wait | undefined;

  /** Resolves after `ms`, or earlier. Does not keep the process alive. @param wished the server asked for the wait */
  wait(ms: number, wished: boolean): Promise<void> {
    return new Promise((over) => {
      this.current = { timer: this.start(ms), until: now() + ms, wished, over };
    });
  }

  /** Makes a wait under way last for `ms` more, if that is longer: the server asked for it. */
  extend(ms: number): void {
    const wait = this.current;
    if (wait === undefined || now() + ms <= wait.until) return;
    clearTimeout(wait.timer);
    Object.assign(wait, { timer: this.start(ms), until: now() + ms, wished: true });
  }

  /** Ends a wait, unless the server asked for it. */
  hurry(): void {
    if (!this.current?.wished) this.end();
  }

  /** Ends a wait in any case. */
  end(): void {
    if (this.current === undefined) return;
    clearTimeout(this.current.timer);
    this.current.over();
    this.current = undefined;
  }

  private start(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.end(), ms).unref();
  }
}
