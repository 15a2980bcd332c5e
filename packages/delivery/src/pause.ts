/** The wait before the next attempt, which somebody in a hurry may cut short. */

import { clearTimeout, setTimeout } from './builtins.ts';

export class Pause {
  private over: (() => void) | undefined;
  private wished = false;

  /** Resolves after `ms`, or earlier. Does not keep the process alive. @param wished the server asked for the wait */
  wait(ms: number, wished: boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end(), ms).unref();
      this.wished = wished;
      this.over = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends a wait, unless the server asked for it. */
  hurry(): void {
    if (!this.wished) this.end();
  }

  /** Ends a wait in any case. */
  end(): void {
    this.over?.();
    this.over = undefined;
  }
}
