/** Traces as Jaeger's newer API writes them: OTLP's JSON. */

import type { StoredSpan } from '../../../store/telemetry-store.ts';
import type { Turns } from '../../turns.ts';
import { adjustGroups } from './adjust.ts';
import { groupSpans, type ResourceGroup } from './groups.ts';
import { sparseResource, sparseScope, sparseSpan } from './otlp-text.ts';

/**
 * The text of one trace's groups, to stand in an array `resourceSpans`.
 *
 * @param raw leave attributes, ids and links as they were sent
 */
export async function resourceSpansJson(
  stored: readonly StoredSpan[],
  raw: boolean,
  turns: Turns,
): Promise<string> {
  const groups = groupSpans(stored);
  if (turns.over) await turns.next();
  if (!raw) adjustGroups(groups);
  const parts: string[] = [];
  for (const group of groups) parts.push(await groupJson(group, turns));
  return parts.join();
}

async function groupJson({ resource, scopes }: ResourceGroup, turns: Turns): Promise<string> {
  const parts: string[] = [];
  for (const { scope, spans } of scopes) {
    const texts: string[] = [];
    for (const span of spans) {
      texts.push(JSON.stringify(sparseSpan(span)));
      if (turns.over) await turns.next();
    }
    parts.push(`{"scope":${JSON.stringify(sparseScope(scope))},"spans":[${texts.join()}]}`);
  }
  return `{"resource":${JSON.stringify(sparseResource(resource))},"scopeSpans":[${parts.join()}]}`;
}
