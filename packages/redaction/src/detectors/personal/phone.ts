/** Phone numbers: international ones (E.164), those of North America, and others that begin with a 0 and have groups. */

import type { Detect } from '../finding.ts';

const INTERNATIONAL = /(?<![\w+.-])(?:\+|%2B|00)[1-9](?:[ .\-/()]{0,2}\d){7,14}(?![\w-])/g;
const NORTH_AMERICAN = /(?<![\w.+-])(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}(?![\w-])/g;
const NATIONAL = /(?<![\w.+-])\(?0[1-9]\d{1,4}\)?[ /-]{1,3}\d{2,9}(?:[ -]\d{2,6}){0,4}(?![\w-])/g;

export const redactPhones: Detect = (text, replace) => {
  const hide = (match: string) => replace('phone', match);
  return text
    .replace(INTERNATIONAL, hide)
    .replace(NORTH_AMERICAN, hide)
    .replace(NATIONAL, (match) => (hasDigits(match, 9, 13) ? hide(match) : match));
};

function hasDigits(text: string, least: number, most: number): boolean {
  const digits = text.replace(/\D/g, '').length;
  return digits >= least && digits <= most;
}
