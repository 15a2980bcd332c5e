/** A query's `before` is not the `next` of any page: whoever asked made it up, or cut it. */
export class PlaceError extends Error {
  constructor(before: string) {
    super(`before "${before}" is not the end of a page: take "next" of the page before, or leave it out`);
  }
}
