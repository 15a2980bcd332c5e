/** Queries that are JSON (MongoDB, Elasticsearch) without their values. Linear, and for what was cut off as well. */

/** A text with what makes it a key, or a number. In a text that lost its end the rest is its value. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\[\s\S])*(?:"(\s{0,16}:)?|\\?$)|-?\d[\d.eE+-]*/g;

/** Keys, booleans and nulls stay; texts are `"?"` and numbers `?`. */
export function sanitizeDocument(document: string): string {
  const sanitized = document.replace(TEXT_OR_NUMBER, (written, colon?: string) => {
    if (colon !== undefined) return written;
    return written.charCodeAt(0) === QUOTE ? '"?"' : '?';
  });
  return sanitized === document ? document : sanitized;
}
const QUOTE = 34;
