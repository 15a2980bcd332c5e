/** A span id as text. */
export const hexOf = (id: bigint) => id.toString(16).padStart(16, '0');
