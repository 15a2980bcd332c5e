/** Traces as Jaeger's newer API writes them: OTLP's JSON. */

import type { StoredSpan } from '../../../store/telemetry-store.ts';
import type { LongText } from '../../long-text.ts';
import { adjustGroups } from './adjust.ts';
import { groupSpans } from './groups.ts';
import { sparseResource, sparseScope, sparseSpan } from './otlp-text.ts';

/**
 * Adds one trace to a list `resourceSpans`.
 *
 * @param raw leave attributes, ids and links as they were sent
 */
export async function addResourceSpans(
  out: LongText,
  stored: readonly StoredSpan[],
  raw: boolean,
): Promise<void> {
  const { turns } = out;
  const groups = await groupSpans(stored, turns);
  if (!raw) await adjustGroups(groups, turns);
  for (const { resource, scopes } of groups) {
    out.item(`{"resource":${JSON.stringify(sparseResource(resource))},"scopeSpans":[`);
    for (const { scope, spans } of scopes) {
      out.item(`{"scope":${JSON.stringify(sparseScope(scope))},"spans":[`);
      await turns.each(spans, (span) => out.item(JSON.stringify(sparseSpan(span))));
      out.add(']}');
    }
    out.add(']}');
  }
}
