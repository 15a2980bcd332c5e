/** Errors of which a logger has the stack alone. */
import type { Attributes } from '@opentelemetry/api';
import { putException } from './exception.ts';

/** Whether a text looks like a stack of Node.js. */
export function isStack(text: unknown): text is string {
  return typeof text === 'string' && text.includes('\n    at ');
}

// `TypeError: no such order`, in its first line.
const HEAD = /^([\w$.]+): ?([^\n]*)/;

/** Adds `exception.*` for what the stack's first line says; `message` where that says none. */
export function putStack(attributes: Attributes, stack: string, message: unknown): void {
  const [, type, said = message] = HEAD.exec(stack) ?? [];
  putException(attributes, { type, message: said, stack });
}
