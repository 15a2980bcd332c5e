/** Tags of a search as conditions of the store. All must hold for one span. */

import type { SpanCondition } from '../../store/queries.ts';

const KINDS: Readonly<Record<string, number>> = {
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
};

/** `error` is the status, and `span.kind` the kind; any other tag is an attribute whose text is the value. */
export function tagConditions(
  tags: ReadonlyMap<string, string>,
): Pick<SpanCondition, 'error' | 'kind' | 'attributes'> {
  const attributes = new Map(tags);
  const [error, kind] = [tags.get('error'), KINDS[tags.get('span.kind') ?? '']];
  const isStatus = error === 'true' || error === 'false';
  if (isStatus) attributes.delete('error');
  if (kind !== undefined) attributes.delete('span.kind');
  return {
    ...(isStatus ? { error: error === 'true' } : {}),
    ...(kind === undefined ? {} : { kind }),
    attributes: [...attributes].map(([key, value]) => ({ key, operator: '=', value })),
  };
}
