/** Finds things in a document: its operations, and the field that a path of the answer comes from. */

import type { Definition, Document, Selection } from './shapes.ts';

/** The operation of that name; the first of all where no name is given. */
export function operationOf(document: Document, name: string | undefined): Definition | undefined {
  const operations = document.definitions.filter(({ operation }) => operation !== undefined);
  return name ? operations.find((each) => each.name?.value === name) : operations[0];
}

/** Where a field stands in the answer: names, or aliases, without the places in lists. */
export interface FieldPlace {
  readonly keys: readonly string[];
  readonly fieldName: string;
  readonly parentType: string;
}

/** A selection, and the type that the innermost fragment around it asks for. */
interface Found {
  readonly field: Selection;
  readonly onType: string | undefined;
}

/**
 * The first node of a field. The channel does not tell it: the answer's path is followed through the document. Where
 * fragments give one name to fields of several types, the one whose fragment names the type comes first.
 */
export function fieldAt(document: Document, operation: Definition, place: FieldPlace): Selection | undefined {
  const index = indexOf(document);
  let found: Found[] = [{ field: operation as unknown as Selection, onType: undefined }];
  for (const key of place.keys) {
    found = found.flatMap(({ field }) => fieldsByKey(field, index).get(key) ?? []);
  }
  const named = found.filter(({ field }) => field.name?.value === place.fieldName);
  const exact = named.find(({ onType }) => onType === undefined || onType === place.parentType);
  return (exact ?? named[0])?.field;
}

type Fragments = ReadonlyMap<string | undefined, Definition>;

/** What is known of a document. Read once: a request may ask for as many fields as it likes. */
interface Index {
  readonly fragments: Fragments;
  /** By node, the fields below it by their keys. */
  readonly below: Map<Selection, ReadonlyMap<string, Found[]>>;
}

const indexes = new WeakMap<Document, Index>();

function indexOf(document: Document): Index {
  let index = indexes.get(document);
  if (index === undefined) {
    const fragments = new Map(document.definitions.map((each) => [each.name?.value, each]));
    index = { fragments, below: new Map() };
    indexes.set(document, index);
  }
  return index;
}

function fieldsByKey(node: Selection, { fragments, below }: Index): ReadonlyMap<string, Found[]> {
  let byKey = below.get(node);
  if (byKey === undefined) {
    byKey = Map.groupBy(fieldsIn(node, fragments), ({ field }) => keyOf(field) ?? '');
    below.set(node, byKey);
  }
  return byKey;
}

/** All fields below a node, those of its fragments included. A valid document has no circle of fragments; others end too. */
function fieldsIn(
  node: Pick<Selection, 'selectionSet'>,
  fragments: Fragments,
  onType?: string,
  seen: ReadonlySet<string> = new Set(),
): Found[] {
  const selections = node.selectionSet?.selections ?? [];
  return selections.flatMap((selection): Found[] => {
    if (selection.kind === 'Field') return [{ field: selection, onType }];
    if (selection.kind === 'InlineFragment') {
      return fieldsIn(selection, fragments, selection.typeCondition?.name.value ?? onType, seen);
    }
    const name = selection.name?.value ?? '';
    const fragment = fragments.get(name);
    if (fragment?.kind !== 'FragmentDefinition' || seen.has(name)) return [];
    return fieldsIn(fragment, fragments, fragment.typeCondition?.name.value, new Set([...seen, name]));
  });
}

function keyOf(field: Selection): string | undefined {
  return (field.alias ?? field.name)?.value;
}
