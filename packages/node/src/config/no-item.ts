/** Lists of which a template has filled nothing. */

/** Commas, and nothing between them. */
export function hasNoItem(text: string): boolean {
  return /^[\s,]*$/.test(text);
}
