import type { DecodeLimits } from './byte-reader.ts';
import { DecodeError, type DecodeErrorCode } from './decode-error.ts';

/** Where in a JSON document the reading is, and what is left of its budgets. */
export class JsonPlace {
  readonly #path: (string | number)[] = [];
  #depthLeft: number;
  #itemsLeft: number;

  constructor({ maxDepth = 32, maxItems = 1_000_000 }: DecodeLimits) {
    this.#depthLeft = maxDepth;
    this.#itemsLeft = maxItems;
  }

  enter(step: string | number): void {
    this.#path.push(step);
  }

  leave(): void {
    this.#path.pop();
  }

  enterValue(): void {
    if (this.#depthLeft === 0) this.fail('TOO_DEEP', 'values are nested too deeply');
    this.#depthLeft--;
  }

  leaveValue(): void {
    this.#depthLeft++;
  }

  /** Counts one thing that is about to be made. */
  spend(weight = 1): void {
    if (this.#itemsLeft < weight) this.fail('TOO_MANY', 'it holds too many records or attributes');
    this.#itemsLeft -= weight;
  }

  fail(code: DecodeErrorCode, detail: string): never {
    throw new DecodeError(code, this.#path.length === 0 ? 'its root' : pathText(this.#path), detail);
  }
}

/** `resourceSpans[0].scopeSpans[1].spans[2].kind` */
function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}
