/** The parts of GraphQL 17 that are read: its syntax trees, and the messages on its channels. */

import type { Call } from '../traced-calls.ts';

export interface Token {
  readonly kind: string;
  readonly value?: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly prev: Token | null;
  readonly next: Token | null;
}

export interface Location {
  readonly start: number;
  readonly end: number;
  readonly startToken: Token;
}

interface Named {
  readonly name?: { readonly value: string };
}

/** A field, an inline fragment or a spread. */
export interface Selection extends Named {
  readonly kind: 'Field' | 'InlineFragment' | 'FragmentSpread';
  readonly alias?: { readonly value: string };
  readonly typeCondition?: { readonly name: { readonly value: string } };
  readonly selectionSet?: { readonly selections: readonly Selection[] };
  readonly loc?: Location;
}

export interface Definition extends Named {
  readonly kind: string;
  /** Of operations only. */
  readonly operation?: 'query' | 'mutation' | 'subscription';
  readonly typeCondition?: { readonly name: { readonly value: string } };
  readonly selectionSet?: { readonly selections: readonly Selection[] };
}

/** Without `loc` where it was parsed with `noLocation`, or made by hand. */
export interface Document {
  readonly definitions: readonly Definition[];
  readonly loc?: Location;
}

export interface ParseCall extends Call {
  result?: Document;
}

export interface ValidateCall extends Call {
  readonly document: Document;
  result?: readonly unknown[];
}

export interface ExecuteCall extends Call {
  readonly document: Document;
  readonly operationName: string | undefined;
  readonly operationType: string | undefined;
  readonly rawVariableValues: Readonly<Record<string, unknown>> | null | undefined;
}

export interface ResolveCall extends Call {
  readonly fieldName: string;
  readonly parentType: string;
  readonly fieldType: string;
  readonly isDefaultResolver: boolean;
  /** `users.0.name` */
  readonly fieldPath: string;
}
