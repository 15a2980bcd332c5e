/** What may be said of redaction. Everything has a default: `new Redactor()` is the conservative set. */

/** What stands in the place of a secret. */
export type RedactionMode = 'mask' | 'remove' | 'hmac';

/** Detectors of personal data, which only run when they are asked for: precision depends on what an app logs. */
export type OptInDetector = 'email' | 'phone' | 'ip' | 'national-id';

/** A pattern of the application's own. */
export interface UserRule {
  /** What it is counted as. */
  readonly name: string;
  /** Every match is a secret. A string is read as `new RegExp(pattern, 'g')`. Refused when it can take more than linear time. */
  readonly pattern: RegExp | string;
  /** Stands in the place of each match, as it is: `$1` means nothing. @default what `mode` says */
  readonly replacement?: string;
}

export interface RedactionOptions {
  /**
   * `mask` puts `REDACTED` in the place of a secret. `remove` leaves it out: an attribute that is nothing else, a query
   * parameter, or the piece of a text (`-` stays behind its name). `hmac` puts `hmac:` and 16 hex digits of its HMAC-SHA256
   * there: equal secrets can be told to be equal, and only who has the key can try whether one is a given value. Literals
   * of SQL are `?` in any case.
   * @default 'mask'
   */
  readonly mode?: RedactionMode;
  /** The key of mode `hmac`, which needs one. */
  readonly hmacKey?: string;
  /**
   * More names whose values are secret, of attributes, of query parameters, and before `=` or `:` in a text: `customer.dob`
   * is one when `dob` is listed.
   * Case, `_`, `-` and `.` do not matter.
   */
  readonly keys?: readonly string[];
  /** Names that are never touched, whatever their values hold. Whole names; case, `_`, `-` and `.` do not matter. */
  readonly allow?: readonly string[];
  /** @default none */
  readonly detectors?: readonly OptInDetector[];
  /** They run after ours, in this order. */
  readonly rules?: readonly UserRule[];
}
