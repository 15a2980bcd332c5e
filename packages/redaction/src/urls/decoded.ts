/** Escapes of URLs, and those of what was in a URL before. */

/** Who escapes more often plays. */
const MOST_TIMES = 3;

/** Without its escapes, and without those that were within, until it is what is looked for. Malformed ones stay. */
export function decodedUntil(written: string, isEnough: (text: string) => boolean): string {
  let text = written;
  try {
    for (let i = 0; i < MOST_TIMES && (i === 0 || !isEnough(text)); i++) text = decodeURIComponent(text);
  } catch {
    // As far as it goes.
  }
  return text;
}
