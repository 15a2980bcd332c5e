/** Texts that a pattern may take long for: what stands before a loop, then what the loop takes again and again, then an end. */

import { type PatternNode, patternTree } from './pattern-tree.ts';

/** `before` once, `again` as often as wanted, {@link NO_MATCH} once. */
export interface HardText {
  readonly before: string;
  readonly again: string;
}

/** An end that hardly anything takes: not even a dot, because of the line break. */
export const NO_MATCH = '\n\u0000';

/** Loops that end sooner cost little, whatever they meet. */
const SHORTEST_LOOP = 16;
const MOST_TEXTS = 32;
/** What classes are asked for; the pattern's own characters come before them. */
const PROBES = [...'a0A _-.,:;/@=%&+#"\'()[]{}<>\\\n\té漢'];

export function hardTexts(pattern: RegExp): HardText[] {
  const writer = new Writer(pattern);
  writer.visit(patternTree(pattern.source), '');
  return writer.texts();
}

class Writer {
  readonly #flags: string;
  readonly #probes: readonly string[];
  readonly #groups = new Map<string, string>();
  readonly #found = new Map<string, HardText>();

  constructor({ source, flags }: RegExp) {
    this.#flags = flags.replace(/[gy]/g, '');
    this.#probes = [...new Set([...source.slice(0, 200), ...PROBES])];
  }

  texts(): HardText[] {
    return [...this.#found.values()].slice(0, MOST_TEXTS);
  }

  /** Writes the texts of the loops in `node`, in front of which stands `before`. Returns what the node takes. */
  visit(node: PatternNode, before: string): string {
    switch (node.kind) {
      case 'character':
        return this.#charactersOf(node.source, 1)[0] ?? '';
      case 'assertion':
        if (node.body !== undefined) this.visit(node.body, before);
        return '';
      case 'reference':
        return this.#groups.get(node.group) ?? '';
      case 'group':
        return this.#visitGroup(node.body, node.names, before);
      case 'sequence':
        return node.items.reduce((taken, item) => taken + this.visit(item, before + taken), '');
      case 'choice':
        return node.options.map((option) => this.visit(option, before))[0]!;
      case 'loop':
        return this.#visitLoop(node, before);
    }
  }

  #visitGroup(body: PatternNode, names: readonly string[], before: string): string {
    const taken = this.visit(body, before);
    for (const name of names) this.#groups.set(name, taken);
    return taken;
  }

  #visitLoop({ body, min, max }: PatternNode & { kind: 'loop' }, before: string): string {
    const taken = this.visit(body, before);
    if (max >= SHORTEST_LOOP) {
      for (const again of this.#takenBy(body, taken)) this.#add(before, again);
      // What starts the search over and over.
      this.#add('', before + taken);
      if (before !== '') this.#add('', before);
    }
    return taken.repeat(Math.min(Math.max(min, 1), 100));
  }

  /** Several, since what comes next may take some of them as well. */
  #takenBy(body: PatternNode, taken: string): string[] {
    if (body.kind === 'character') return this.#charactersOf(body.source, 5);
    if (body.kind === 'choice') return [taken, ...body.options.map((option) => this.visit(option, ''))];
    const inner = body.kind === 'group' ? this.#takenBy(body.body, taken) : [];
    return [taken, ...inner];
  }

  #charactersOf(source: string, most: number): string[] {
    const pattern = new RegExp(`^(?:${source})$`, this.#flags);
    const taken: string[] = [];
    for (const probe of this.#probes) {
      if (taken.length === most) break;
      if (pattern.test(probe)) taken.push(probe);
    }
    return taken.length > 0 ? taken : [source.slice(-1)];
  }

  #add(before: string, again: string): void {
    if (again !== '') this.#found.set(JSON.stringify([before, again]), { before, again });
  }
}
