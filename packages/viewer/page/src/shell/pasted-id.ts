/** The id in what somebody pasted. */

const HEX_ID = /^([0-9a-f]{32}|[0-9a-f]{16})$/;

/**
 * A trace id or span id in lower case without dashes, whether it came as a UUID, in capitals, or inside a `traceparent`
 * (then the span's); any other text as it is, for it may be a request id. Quotes and spaces around it go.
 */
export function pastedId(text: string): string {
  const trimmed = text.trim().replace(/^(["'`])(.*)\1$/, '$2');
  const lower = trimmed.toLowerCase();
  const [, , parentId] = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(lower) ?? [];
  if (parentId) return parentId;
  return HEX_ID.test(lower) ? lower : trimmed;
}

/** A UUID may be a request id as it is, or a trace id with dashes: both, in the order to try them. */
export function idsToTry(text: string): string[] {
  const id = pastedId(text);
  const undashed = id.toLowerCase().replaceAll('-', '');
  return undashed !== id && HEX_ID.test(undashed) ? [id, undashed] : [id];
}
