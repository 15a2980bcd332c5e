/** IP addresses of both versions. Those of the machine itself stay, and versions of programs, `Chrome/156.0.0.0`. */

import type { Detect } from '../finding.ts';
import { starting } from './starting.ts';

const V4 = starting(/\d/, /[\w.]|\w\//, /(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)/g);
/** Whatever may be one: at least two colons amid hex digits. */
const V6 = starting(
  /[0-9a-f]{0,4}(?::|%3A)/,
  /[\w:.]/,
  /(?:[0-9a-f]{0,4}(?::|%3A)){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4})?(?![\w:]|\.\d)/gi,
);
const OWN = /^(?:127\.|0\.0\.0\.0$|::1?$)/;

export const redactAddresses: Detect = (text, replace) => {
  const hide = (isAddress: (match: string) => boolean) => (match: string) =>
    isAddress(match) && !OWN.test(match) ? replace('ip', match) : match;
  // Of version 6 first, as they may end with one of version 4.
  return text.replace(V6, hide(isV6)).replace(V4, hide(isV4));
};

function isV4(text: string): boolean {
  return text.split('.').every((part) => Number(part) <= 255);
}

/** Eight groups, or `::` once in place of some (RFC 4291, section 2.2). */
function isV6(written: string): boolean {
  const text = written.replace(/%3A/gi, ':');
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return false;
  const groups = (part: string) => (part === '' ? 0 : part.split(':').length + (part.includes('.') ? 1 : 0));
  if (tail === undefined) return groups(head) === 8 && !text.endsWith(':');
  return (
    groups(head) + groups(tail) < 8 && !head.startsWith(':') && !tail.endsWith(':') && /[0-9a-f]/i.test(text)
  );
}
