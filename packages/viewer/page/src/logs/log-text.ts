/** A log record on one line. */

import type { LogJson } from '../../../src/asking/waymark/shapes.ts';
import { attributeOf, valueText } from '../text/values.ts';

/** Keys under which loggers put the message when the body is a map. */
const MESSAGE_KEYS = ['message', 'msg'];
/** Enough to see what it is about; the rest is in the details. */
const MOST_ATTRIBUTES = 6;

/** The body, or the message in it, without line breaks; the name of an event that has no body. */
export function bodyText({ body, eventName }: LogJson): string {
  return oneLine(messageOf(body) ?? (valueText(body) || eventName || ''));
}

/** What else it says, shortly: `user.id=42 http.route=/checkout`. */
export function attributesText({ body, attributes }: LogJson): string {
  const rest = messageOf(body) === undefined ? [] : body!.kvlistValue!.values;
  const members = rest.filter(({ key }) => !MESSAGE_KEYS.includes(key));
  return [...members, ...attributes]
    .slice(0, MOST_ATTRIBUTES)
    .map(({ key, value }) => `${key}=${oneLine(valueText(value))}`)
    .join('  ');
}

function messageOf(body: LogJson['body']): string | undefined {
  const members = body?.kvlistValue?.values;
  if (!members) return undefined;
  return MESSAGE_KEYS.map((key) => attributeOf(members, key)?.stringValue).find((text) => text !== undefined);
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
