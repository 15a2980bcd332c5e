/** The text of a document, or of a piece of it, as spans show it: laid out as written, without its literals. */

import type { Location, Token } from './shapes.ts';

const LITERALS = new Set(['Int', 'Float', 'String', 'BlockString']);

/**
 * As upstream writes it, to the blank. Empty for a document that does not know its text. Begins and ends with the part:
 * upstream reads the whole document for each field of it, which is a minute for 20000 of them, in one request.
 */
export function sourceText(document: Location | undefined, allowValues: boolean, part = document): string {
  if (document === undefined || part === undefined) return '';
  const isWhole = part.startToken === document.startToken;
  let token = isWhole ? document.startToken.next : part.startToken;
  let line = isWhole ? 1 : part.startToken.line;
  let text = '';
  for (; token != null && token.end <= part.end; token = token.next) {
    text += space(token, line) + shown(token, allowValues);
    line = Math.max(line, token.line);
  }
  return text;
}

/** What stands before a token; nothing before one that begins the piece on a line of its own. */
function space({ line, column, start, prev }: Token, lastLine: number): string {
  if (line > lastLine) return '\n'.repeat(line - lastLine) + ' '.repeat(column - 1);
  return line === prev?.line ? ' '.repeat(start - prev.end) : '';
}

function shown({ kind, value }: Token, allowValues: boolean): string {
  if (kind === '<EOF>') return '';
  const text = !allowValues && LITERALS.has(kind) ? '*' : value || kind;
  return kind === 'String' ? `"${text}"` : text;
}
