/** Percent-encoded text as W3C Baggage has it decoded: what is broken does not spoil the rest. */

const ENCODED = /(?:%[\da-f]{2})+/gi;

/** Octets that are no UTF-8 become U+FFFD; a percent sign without two digits behind it stays. */
export function decodedText(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(ENCODED, (octets) => Buffer.from(octets.replaceAll('%', ''), 'hex').toString('utf8'));
  }
}
