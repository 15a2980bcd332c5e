/** One operation being executed: its span, and those of its fields, by their path in the answer. */

import { type Context, context, createContextKey, type Span, type Tracer, trace } from '@opentelemetry/api';
import { fieldAt } from './document.ts';
import type { GraphqlOptions } from './options.ts';
import type { Definition, Document, ResolveCall } from './shapes.ts';
import { sourceText } from './source-text.ts';

const EXECUTION = createContextKey('waymark graphql execution');

const INDEX = /^\d+$/;

export class Execution {
  readonly span: Span;
  readonly document: Document;
  readonly #operation: Definition | undefined;
  readonly #fields = new Map<string, Span>();

  constructor(span: Span, document: Document, operation: Definition | undefined) {
    this.span = span;
    this.document = document;
    this.#operation = operation;
  }

  /** The execution that a field is resolved for. */
  static active(): Execution | undefined {
    return context.active().getValue(EXECUTION) as Execution | undefined;
  }

  /** The context that the operation runs in. */
  enter(): Context {
    return trace.setSpan(context.active(), this.span).setValue(EXECUTION, this);
  }

  /** As upstream does it: one span a path, the span around it where fields are too deep to have their own. */
  beginField(call: ResolveCall, tracer: Tracer, options: GraphqlOptions): { active: Context; span?: Span } {
    const keys = call.fieldPath.split('.');
    const path = options.mergeItems ? keys.map((key) => (INDEX.test(key) ? '*' : key)) : keys;
    const active = context.active();
    if (options.depth >= 0 && options.depth < path.length) {
      return { active: trace.setSpan(active, this.#spanAbove(path)) };
    }
    const known = this.#fields.get(path.join('.'));
    if (known !== undefined) return { active: trace.setSpan(active, known) };
    const parent = options.flatResolveSpans ? this.span : this.#spanAbove(path);
    const span = tracer.startSpan(
      `graphql.resolve ${path.join('.')}`,
      {
        attributes: {
          'graphql.field.name': call.fieldName,
          'graphql.field.path': path.join('.'),
          'graphql.field.type': call.fieldType,
          'graphql.parent.name': call.parentType,
        },
      },
      trace.setSpan(active, parent),
    );
    this.#fields.set(path.join('.'), span);
    const source = this.#sourceOf(call, keys, options.allowValues);
    if (source !== undefined) span.setAttribute('graphql.source', source);
    return { active: trace.setSpan(active, span), span };
  }

  #spanAbove(path: readonly string[]): Span {
    for (let length = path.length - 1; length > 0; length--) {
      const span = this.#fields.get(path.slice(0, length).join('.'));
      if (span !== undefined) return span;
    }
    return this.span;
  }

  #sourceOf(
    { fieldName, parentType }: ResolveCall,
    path: readonly string[],
    allowValues: boolean,
  ): string | undefined {
    const operation = this.#operation;
    if (operation === undefined) return undefined;
    const keys = path.filter((key) => !INDEX.test(key));
    const known = knownSources(this.document);
    const place = [allowValues, operation.name?.value, parentType, ...keys].join(' ');
    if (!known.has(place)) {
      const field = fieldAt(this.document, operation, { keys, fieldName, parentType });
      known.set(place, field && sourceText(this.document.loc, allowValues, field.loc));
    }
    return known.get(place);
  }
}

const sources = new WeakMap<Document, Map<string, string | undefined>>();

/** A list has the same field many times, and a document that is kept is executed many times. */
function knownSources(document: Document): Map<string, string | undefined> {
  let known = sources.get(document);
  if (known === undefined) {
    known = new Map();
    sources.set(document, known);
  }
  return known;
}
