/**
 * GraphQL 17, by its own tracing channels: the spans that upstream's instrumentation makes of 14 to 16, which patches
 * functions of modules. Those of 17 are ES modules, that nobody can patch.
 */

import { context, type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { type Call, traceCalls } from '../traced-calls.ts';
import { operationOf } from './document.ts';
import { Execution } from './execution.ts';
import type { GraphqlOptions } from './options.ts';
import type { ExecuteCall, ParseCall, ResolveCall, ValidateCall } from './shapes.ts';
import { sourceText } from './source-text.ts';

/** Returns what ends it. */
export function watchGraphql(
  tracer: Tracer,
  options: GraphqlOptions,
  isStopped: () => boolean = () => false,
): () => void {
  const undo = [
    traceCalls<ParseCall>('graphql:parse', isStopped, {
      begin: () => entered(tracer.startSpan('graphql.parse')),
      end: (call, span) => endParse(call, span, options),
    }),
    traceCalls<ValidateCall>('graphql:validate', isStopped, {
      begin: () => entered(tracer.startSpan('graphql.validate')),
      end: endValidate,
    }),
    traceCalls<ExecuteCall>('graphql:execute', isStopped, {
      begin: (call) => beginExecute(call, tracer, options),
      end: (call, span) => endExecute(call, span, options),
    }),
    // An event of a subscription is executed, and announced here alone.
    traceCalls<ExecuteCall>('graphql:execute:rootSelectionSet', isStopped, {
      begin: (call) => (isEvent(call) ? beginExecute(call, tracer, options) : undefined),
      end: (call, span) => endExecute(call, span, options),
    }),
  ];
  if (!options.ignoreResolveSpans)
    undo.push(
      traceCalls<ResolveCall>('graphql:resolve', isStopped, {
        begin: (call) =>
          isIgnored(call, options) ? undefined : Execution.active()?.beginField(call, tracer, options),
        end: endResolve,
      }),
    );
  return () => {
    for (const end of undo) end();
  };
}

function entered(span: Span) {
  return { active: trace.setSpan(context.active(), span), span };
}

function recordFailure({ error }: Call, span: Span): void {
  if (error) span.recordException(error as Error);
}

function endParse(call: ParseCall, span: Span, { allowValues }: GraphqlOptions): void {
  const document = call.result;
  if (document !== undefined) {
    if (operationOf(document, undefined) === undefined) span.updateName('graphql.parseSchema');
    else if (document.loc) span.setAttribute('graphql.source', sourceText(document.loc, allowValues));
  }
  recordFailure(call, span);
}

function endValidate(call: ValidateCall, span: Span): void {
  if (!call.document.loc) span.updateName('graphql.validateSchema');
  if (call.result !== undefined && call.result.length > 0) {
    span.recordException({ name: 'graphql.validation.error', message: JSON.stringify(call.result) });
  }
  recordFailure(call, span);
}

function isEvent({ operationType, document }: ExecuteCall): boolean {
  return operationType === 'subscription' && Execution.active()?.document !== document;
}

function beginExecute(call: ExecuteCall, tracer: Tracer, { allowValues }: GraphqlOptions) {
  const { document } = call;
  const operation = operationOf(document, call.operationName);
  const span = tracer.startSpan('graphql.execute');
  if (operation === undefined) {
    const name = call.operationName ? ` "${call.operationName}" ` : ' ';
    span.setAttribute('graphql.operation.name', `Operation${name}not supported`);
  } else {
    describeOperation(span, operation.operation!, operation.name?.value);
  }
  if (document.loc) span.setAttribute('graphql.source', sourceText(document.loc, allowValues));
  if (allowValues) {
    for (const [name, value] of Object.entries(call.rawVariableValues ?? {})) putVariable(span, name, value);
  }
  const execution = new Execution(span, document, operation);
  return { active: execution.enter(), span };
}

function describeOperation(span: Span, type: string, name: string | undefined): void {
  span.setAttribute('graphql.operation.type', type);
  if (name) span.setAttribute('graphql.operation.name', name);
  span.updateName(name ? `${type} ${name}` : type);
}

/** Lists and objects are told leaf by leaf. */
function putVariable(span: Span, name: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) putVariable(span, `${name}.${key}`, inner);
  } else {
    span.setAttribute(`graphql.variables.${name}`, value as string);
  }
}

function endExecute(call: ExecuteCall, span: Span, { responseHook }: GraphqlOptions): void {
  recordFailure(call, span);
  if (call.error === undefined) responseHook?.(span, call.result);
}

/** What introspection asks for is not the app's. */
function isIgnored(call: ResolveCall, options: GraphqlOptions): boolean {
  if (call.fieldName.startsWith('__') || call.parentType.startsWith('__')) return true;
  return options.ignoreTrivialResolveSpans && call.isDefaultResolver;
}

function endResolve(call: ResolveCall, span: Span): void {
  if (!('error' in call)) return;
  recordFailure(call, span);
  span.setStatus({ code: SpanStatusCode.ERROR, message: (call.error as Error | undefined)?.message });
}
