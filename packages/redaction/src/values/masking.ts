/** What stands in the place of a secret, and how often it had to. */

import type { RedactionOptions } from '../options.ts';

/** The placeholder of the semantic conventions (`url.full`, `url.query`). */
export const REDACTED = 'REDACTED';

const HMAC_PREFIX = 'hmac:';
const HMAC_DIGITS = 16;
/** With what URLs have in the place of user and password. */
const MASKED = /^(?:REDACTED(?::REDACTED)?|hmac:[0-9a-f]{16})$/;

/** Rules whose secrets stand behind a name or a scheme in a text: without anything there, the next word would be the secret. */
const BEHIND_NAMES: ReadonlySet<string> = new Set(['named', 'authorization']);
const NOTHING = '-';

type Hmac = (secret: string) => string;

export class Masking {
  readonly #mode: NonNullable<RedactionOptions['mode']>;
  readonly #hmac: Hmac | undefined;
  readonly #counts = new Map<string, number>();

  /** @throws TypeError for mode `hmac` without a key */
  constructor({ mode = 'mask', hmacKey }: RedactionOptions) {
    this.#mode = mode;
    if (mode !== 'hmac') return;
    if (!hmacKey) throw new TypeError('Redaction by hmac needs a key: set hmacKey, or use mode mask');
    this.#hmac = hmacWith(hmacKey);
  }

  /** How often each rule struck. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Whether what is nothing but a secret is left out. */
  get removes(): boolean {
    return this.#mode === 'remove';
  }

  /** In the place of `secret` within a text; empty when it is to be removed. What is a mask already stays, uncounted. */
  readonly mask = (rule: string, secret: string): string => {
    if (isMasked(secret)) return secret;
    this.count(rule);
    if (this.#mode === 'mask') return REDACTED;
    if (this.#hmac !== undefined) return HMAC_PREFIX + this.#hmac(secret);
    return BEHIND_NAMES.has(rule) ? NOTHING : '';
  };

  count(rule: string): void {
    this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + 1);
  }
}

/** Whether a text is what a mask looks like: what is redacted again stays as it is. */
export function isMasked(text: string): boolean {
  // The longest is `hmac:` with its digits.
  return text.length <= HMAC_PREFIX.length + HMAC_DIGITS && MASKED.test(text);
}

/** Whether a text says that there is a secret, or none, and is none. */
export function saysNothing(text: string): boolean {
  return text.length <= 'undefined'.length && /^(?:|true|false|null|undefined)$/i.test(text);
}

/** Node's crypto is loaded for it alone. */
function hmacWith(key: string): Hmac {
  const { createHmac } = process.getBuiltinModule('node:crypto');
  return (secret) => createHmac('sha256', key).update(secret).digest('hex').slice(0, HMAC_DIGITS);
}
