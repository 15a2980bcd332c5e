/** Patterns of settings: `*` stands for any characters, everything else for itself. */

/** Matches the whole of a text. */
export function globOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
