/** What Jaeger's query service does to a trace before it shows it, unless it is asked for the raw one. In place. */

import type { Turns } from '../../../store/turns.ts';
import { checkClocks } from '../clock-skew.ts';
import { dottedAddress, LIBRARY_KEYS } from '../ip-number.ts';
import type { ModelSpan, Process } from './model.ts';
import { parentOf, setParent, tidyReferences } from './references.ts';
import { type JaegerTag, sortTags, tagValue, textTag } from './tag.ts';

export async function adjustTrace(spans: ModelSpan[], turns: Turns): Promise<void> {
  separateSharedIds(spans);
  const processes = new Set(spans.map(({ process }) => process));
  await turns.each(spans, sortSpan);
  for (const { tags } of processes) sortTags(tags);
  const warn = (index: number, warning: string) => spans[index]!.warnings.push(warning);
  await checkClocks(await turns.map(spans, placed), { ...MESSAGES, warn }, turns);
  for (const { tags } of processes) dotAddresses(tags);
  await turns.each(spans, (span) => {
    dotAddresses(span.tags);
    moveLibraryTags(span);
    tidyReferences(span);
  });
}

/**
 * A server with the id of a client gets one of its own, counted from 1, and the client for its parent; what has the shared id
 * for its parent goes below the server.
 */
function separateSharedIds(spans: ModelSpan[]): void {
  const used = new Set(spans.map(({ spanId }) => spanId));
  const clients = new Set(spans.filter((span) => isOfKind(span, 'client')).map(({ spanId }) => spanId));
  const servers = new Map<string, string>();
  let number = 0n;
  for (const span of spans) {
    if (!clients.has(span.spanId) || !isOfKind(span, 'server')) continue;
    do number++;
    while (used.has(hex(number)));
    servers.set(span.spanId, hex(number));
    setParent(span, span.spanId);
    span.spanId = hex(number);
  }
  if (servers.size === 0) return;
  for (const span of spans) {
    const server = servers.get(parentOf(span));
    if (server !== undefined && server !== span.spanId) setParent(span, server);
  }
}

const hex = (number: bigint) => number.toString(16).padStart(16, '0');

function isOfKind({ tags }: ModelSpan, kind: string): boolean {
  return tags.find(({ key }) => key === 'span.kind')?.value === kind;
}

/** A log's event comes first, whatever its key's place. */
function sortSpan({ tags, logs }: ModelSpan): void {
  sortTags(tags);
  for (const log of logs) {
    const at = log.fields.findIndex(({ key, type }) => key === 'event' && type === 'string');
    const event = at < 0 ? [] : log.fields.splice(at, 1);
    sortTags(log.fields);
    log.fields.unshift(...event);
  }
}

const MESSAGES = {
  duplicate: 'duplicate span IDs; skipping clock skew adjustment',
  missingParent: (id: string) => `invalid parent span IDs=${id}; skipping clock skew adjustment`,
};

function placed(span: ModelSpan) {
  const { spanId: id, start, end, process } = span;
  return { id, parentId: parentOf(span), start, end, host: hostOf(process) };
}

function hostOf({ tags }: Process): string {
  const ip = tags.find(({ key }) => key === 'ip');
  if (ip === undefined) return '';
  return dottedAddress('ip', tagValue(ip)) ?? (ip.type === 'string' ? String(ip.value) : '');
}

function dotAddresses(tags: JaegerTag[]): void {
  tags.forEach((tag, at) => {
    const text = dottedAddress(tag.key, tagValue(tag));
    if (text !== undefined) tags[at] = textTag(tag.key, text);
  });
}

/** The span gets a process of its own then: others of the same resource have not said the same. */
function moveLibraryTags(span: ModelSpan): void {
  const moved = span.tags.filter(({ key }) => LIBRARY_KEYS.has(key));
  if (moved.length === 0) return;
  span.tags = span.tags.filter(({ key }) => !LIBRARY_KEYS.has(key));
  span.process = { ...span.process, tags: [...span.process.tags, ...moved] };
  sortTags(span.process.tags);
}
