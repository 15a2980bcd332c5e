/**
 * Phone numbers: international ones (E.164), those of North America, and others that begin with a 0 and have groups. Blanks and
 * signs may be URL-encoded.
 */

import type { Detect } from '../finding.ts';
import { starting } from './starting.ts';

const BEFORE = /[\w.+-]/;
const INTERNATIONAL = starting(
  /[+%]/,
  /[\w+.-]/,
  /(?:\+|%2B)[1-9](?:(?:[ .\-/()+]|%20|%28|%29|%2F){0,3}\d){7,14}(?![\w-])/g,
);
/** Shorter ones with two zeros are numbers of something else. */
const ZEROS = starting(/0/, BEFORE, /00[1-9](?:(?:[ .\-/()+]|%20|%2F){0,2}\d){9,13}(?![\w-])/g);
const NORTH_AMERICAN = starting(
  /[(%1-9]/,
  BEFORE,
  /(?:1[-. +])?(?:(?:\(|%28)[2-9]\d{2}(?:\)|%29)(?:[ +]|%20)?|[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}(?![\w-])/g,
);
const NATIONAL = starting(
  /[(0]/,
  BEFORE,
  /\(?0[1-9]\d{1,4}\)?(?:[ /+-]{1,3}|%20|%2F)\d{2,9}(?:(?:[ +-]|%20)\d{2,6}){0,4}(?![\w-])|0[1-9](?:(?:[ .+-]|%20)\d{2}){4}(?![\w-])|0[1-9]-\d{4}-\d{4}(?![\w-])/g,
);

export const redactPhones: Detect = (text, replace) => {
  const hide = (match: string) => replace('phone', match);
  return text
    .replace(INTERNATIONAL, hide)
    .replace(ZEROS, hide)
    .replace(NORTH_AMERICAN, hide)
    .replace(NATIONAL, (match) => (hasDigits(match, 9, 13) ? hide(match) : match));
};

function hasDigits(text: string, least: number, most: number): boolean {
  const digits = text.replace(/%[0-9A-F]{2}|\D/gi, '').length;
  return digits >= least && digits <= most;
}
