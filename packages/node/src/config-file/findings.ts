/** What is to be said about a configuration file, each with its file and line. */

import { isScalar, isSeq, type LineCounter, type Node, parse, Scalar } from 'yaml';
import type { Environment } from '../config/env-reader.ts';
import { SUBSTITUTION, substitute, unsetIn } from './substitution.ts';

/** A scalar as it counts: substituted, and typed as YAML types plain text. */
export type ScalarValue = string | number | boolean | null;

/** More would hide the first, which is often the cause of the others. */
const MOST_PROBLEMS = 20;
/** Ten aliases of ten, eight deep, are a start that does not end. */
const MOST_ALIASES = 1000;

export class Findings {
  /** Because of any of these the file is not used. */
  readonly problems: string[] = [];
  /** What is valid and is not done. */
  readonly notes: string[] = [];
  readonly #file: string;
  readonly #lines: LineCounter;
  readonly #env: Environment;
  #followed = 0;

  constructor(file: string, lines: LineCounter, env: Environment) {
    this.#file = file;
    this.#lines = lines;
    this.#env = env;
  }

  /** @param what the place by its keys, then what it takes; never a value that came from a variable */
  problem(node: Node | undefined, what: string): void {
    this.problemAt(node?.range?.[0], what);
  }

  problemAt(offset: number | undefined, what: string): void {
    if (this.problems.length < MOST_PROBLEMS) add(this.problems, this.#line(offset, what));
  }

  note(node: Node | undefined, what: string): void {
    add(this.notes, this.#line(node?.range?.[0], what));
  }

  /** The value of a scalar; `undefined`, and a problem, when it refers to variables in a way that is not one. */
  valueOf(node: Scalar, path: string): ScalarValue | undefined {
    const { value } = node;
    if (typeof value !== 'string') return value as ScalarValue;
    const text = substitute(value, this.#env);
    if (text === undefined) this.problem(node, `${path} refers to variables as ${SUBSTITUTION}`);
    return text === undefined || text === value || node.type !== Scalar.PLAIN ? text : retyped(text);
  }

  /** The text of a scalar that is valid, whatever type it has. */
  writtenIn({ value, source }: Scalar): string | undefined {
    return typeof value === 'string' ? substitute(value, this.#env) : (source ?? String(value));
  }

  /** False, and a problem, where aliases of aliases lead to more and more. */
  mayFollow(alias: Node, path: string): boolean {
    this.#followed++;
    if (this.#followed === MOST_ALIASES) this.problem(alias, `${path} refers to too many anchors`);
    return this.#followed < MOST_ALIASES;
  }

  /** The value as it may be shown: nothing that a variable could have brought, but which of them are not set. */
  shown(node: Node): string {
    const { value } = node as Scalar;
    if (typeof value === 'string') return value.includes('${') ? this.#unset(node) : `, not ${quoted(value)}`;
    return typeof value === 'number' || typeof value === 'boolean' ? `, not ${value}` : '';
  }

  /** Of a list, or of the items of one text, the one that is not valid: shown where it stands in the file as it is. */
  shownPart(node: Node, part: string | undefined): string {
    if (part === undefined) return this.#unset(node);
    const items = isSeq(node) ? node.items : [node];
    const written = items.map((item) => (isScalar(item) ? String(item.source ?? item.value) : ''));
    const isWritten = written.some((text) => text.includes(part) && !text.includes('${'));
    return isWritten ? `, not ${quoted(part)}` : this.#unset(node);
  }

  /** Which variables the value refers to that are not set: the cause of most that is not valid then. */
  #unset(node: Node): string {
    const { value } = node as Scalar;
    const names = typeof value === 'string' ? unsetIn(value, this.#env) : [];
    return names.length === 0 ? '' : `; ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not set`;
  }

  #line(offset: number | undefined, what: string): string {
    const place = offset === undefined ? '' : `:${this.#lines.linePos(offset).line}`;
    return `${this.#file}${place}: ${what}`;
  }
}

function quoted(value: string): string {
  return JSON.stringify(value.slice(0, 80));
}

/** Once, though two readers may have asked for the same key. */
function add(lines: string[], line: string): void {
  if (!lines.includes(line)) lines.push(line);
}

/** What a variable brought into plain text is typed as if it had stood there, but is never more than a scalar. */
function retyped(text: string): ScalarValue {
  try {
    const value: unknown = parse(text, { version: '1.2' });
    return value === null || typeof value === 'number' || typeof value === 'boolean' ? value : text;
  } catch {
    return text;
  }
}
