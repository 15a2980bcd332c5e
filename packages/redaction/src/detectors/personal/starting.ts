/** Where numbers and addresses may begin: also behind an escape that ends with a letter or digit. */

/** A line break of JSON, the color of a terminal, a character that is URL-encoded. */
const BEHIND_ESCAPE = String.raw`(?<=\\[nrt]|\x1b\[[\d;]{1,8}m|%[0-9A-Fa-f]{2})`;

/** `pattern` where it begins with one of `first`, and `before` does not stand before it, unless that belongs to an escape. The flags are those of `pattern`. */
export function starting(first: RegExp, before: RegExp, pattern: RegExp): RegExp {
  return new RegExp(
    `(?=${first.source})(?:(?<!${before.source})|${BEHIND_ESCAPE})(?:${pattern.source})`,
    pattern.flags,
  );
}
