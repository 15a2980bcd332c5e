/** What the browser keeps for this person. A browser that keeps nothing is no error. */

export const remembered = {
  get(name: string): string | undefined {
    try {
      return localStorage.getItem(`waymark.${name}`) ?? undefined;
    } catch {
      return undefined;
    }
  },
  set(name: string, value: string): void {
    try {
      localStorage.setItem(`waymark.${name}`, value);
    } catch {
      // Then it holds until the page is left.
    }
  },
};
