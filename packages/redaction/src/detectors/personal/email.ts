/** E-mail addresses, also URL-encoded and with letters beyond ASCII. Not `git@host:path`, which names no person. */

import type { Detect } from '../finding.ts';

/**
 * Begins only where no address can be under way, so that a text is gone through once. What stands before the `@` of a
 * URL for its login is none: its host stays.
 */
const EMAIL =
  /(?<![\w.%+'\-\u0080-\uffff]|hmac:(?=[\da-f]{16}(?:@|%40)))(?!(?:git|REDACTED)(?:@|%40))[\w.%+'\-\u0080-\uffff]{1,64}(?:@|%40)(?:[\w\-\u0080-\uffff]{1,63}\.){1,8}[A-Za-z\u0080-\uffff]{2,24}(?![\w\u0080-\uffff])/g;

export const redactEmails: Detect = (text, replace) =>
  text.includes('@') || text.includes('%40') ? text.replace(EMAIL, (match) => replace('email', match)) : text;
