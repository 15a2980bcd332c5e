/** The text of a document, or of a piece of it, as spans show it: laid out as written, without its literals. */

import type { Location, Token } from './shapes.ts';

const LITERALS = new Set(['Int', 'Float', 'String', 'BlockString']);

/** As upstream writes it, to the blank. Empty for a document that does not know its text. */
export function sourceText(document: Location | undefined, allowValues: boolean, part = document): string {
  let text = '';
  let line = 1;
  for (let token = document?.startToken.next; token != null && part !== undefined; token = token.next) {
    if (token.start < part.start || token.end > part.end) {
      line = token.next?.line ?? line;
      continue;
    }
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
