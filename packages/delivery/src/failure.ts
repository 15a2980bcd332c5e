/** An error that is known by its code, as Node's own are. */
export function failure(code: string): Error & { code: string } {
  return Object.assign(new Error(code), { code });
}
