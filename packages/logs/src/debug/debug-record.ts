/** Lines of debug and of `util.debuglog` as records. */
import { type Attributes, SeverityNumber } from '@opentelemetry/api';
import { putException } from '../records/exception.ts';
import { ATTR_LOGGER_NAME } from '../records/logger-name.ts';
import { plainText } from '../records/message.ts';
import type { Line } from '../records/record-sink.ts';

/** @param name the namespace of debug, the section of `util.debuglog` */
export function debugRecord(name: string, text: string, error: Error | undefined): Line {
  const attributes: Attributes = { [ATTR_LOGGER_NAME]: name };
  if (error !== undefined) putException(attributes, error);
  return {
    severityNumber: SeverityNumber.DEBUG,
    severityText: 'debug',
    body: plainText(text),
    attributes,
  };
}

/**
 * What was said, of the text that debug prints: without its time and namespace, and the `+3ms` of a terminal. The whole text where
 * the app decorates lines in its own way.
 * @param said the arguments before they were decorated
 * @param decorated the same afterwards
 */
export function undecorated(text: string, said: readonly unknown[], decorated: readonly unknown[]): string {
  const [before, after] = [said[0], decorated[0]];
  if (typeof before !== 'string' || typeof after !== 'string') return text;
  const prefix = after.slice(0, after.indexOf(firstLine(before)));
  // On a terminal the time is an argument more, in old versions a part of the first.
  const isLonger = decorated.length > said.length;
  const suffix = isLonger ? ` ${decorated.at(-1)}` : after.slice(prefix.length + before.length);
  if (!text.startsWith(prefix) || !text.endsWith(suffix)) return text;
  // Each line of the message has the namespace in front.
  return text.slice(prefix.length, text.length - suffix.length).replaceAll(`\n${prefix}`, '\n');
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}
