/** Which spans of a part satisfy a condition: the meaning of `matching/span-condition.ts`, over columns. */

import { hashText } from '../blocks/hash.ts';
import { valueTest } from '../blocks/value-test.ts';
import { attributeHolds, containsText } from '../matching/attribute-condition.ts';
import { STATUS_ERROR } from '../matching/span-fields.ts';
import type { AttributeCondition, NameCondition, SpanCondition } from '../queries.ts';
import type { TimeRange } from '../telemetry-store.ts';
import { attributeHash, keyHash, nameHash, requestIdHash, spanIdHashOf } from './span-hashes.ts';
import type { SpanColumns, SpanSource } from './span-source.ts';

/** Narrows down which spans hold: sets those to 0 that do not. */
type Step = (source: SpanSource, holds: Uint8Array) => void;

export class SpanMatcher {
  readonly #query: SpanCondition & TimeRange;
  readonly #hashes;
  readonly #steps: Step[];

  constructor(query: SpanCondition & TimeRange) {
    this.#query = query;
    this.#hashes = hashesOf(query);
    this.#steps = stepsOf(query);
  }

  /** False: no span of the part does. Reads its filter at most. */
  mayMatch(source: SpanSource): boolean {
    const { service, fromUnixNano, toUnixNano, names = [] } = this.#query;
    if (service !== undefined && service !== source.service) return false;
    if (fromUnixNano !== undefined && source.lastStart < fromUnixNano) return false;
    if (toUnixNano !== undefined && source.firstStart >= toUnixNano) return false;
    if (names.some((each) => each.of === 'service' && !nameHolds(each, source.service))) return false;
    return this.#hashes.every((hash) => source.mayHold(hash));
  }

  /** Of each span 1 when it does, else 0; undefined when none does. */
  matches(source: SpanSource): Uint8Array | undefined {
    const holds = new Uint8Array(source.count).fill(1);
    for (const step of this.#steps) {
      step(source, holds);
      if (!holds.includes(1)) return undefined;
    }
    return holds;
  }
}

function hashesOf(query: SpanCondition) {
  const { operation, spanId, requestId, attributes } = query;
  return [
    ...(operation === undefined ? [] : [nameHash(operation)]),
    ...(spanId === undefined || !isSpanId(spanId) ? [] : [spanIdHashOf(BigInt(`0x${spanId}`))]),
    ...(requestId === undefined ? [] : [requestIdHash(requestId)]),
    ...attributes.flatMap(({ key, operator, value }) => {
      if (operator === '!=') return [];
      return [operator === '=' ? hashText(String(value), attributeHash(key)) : keyHash(key)];
    }),
  ];
}

/** The cheap ones first. */
function stepsOf(query: SpanCondition & TimeRange): Step[] {
  const { kind, status, error, traceId, spanId, requestId } = query;
  const steps: (Step | undefined)[] = [
    namesStep(query),
    kind === undefined
      ? undefined
      : numbersStep(
          ({ kind: column }) => column,
          (each) => each === kind,
        ),
    status === undefined ? undefined : numbersStep(statusOf, (each) => each === status),
    error === undefined ? undefined : numbersStep(statusOf, (each) => (each === STATUS_ERROR) === error),
    traceId === undefined ? undefined : traceStep(traceId),
    spanId === undefined ? undefined : spanIdStep(spanId),
    timeStep(query),
    durationStep(query),
    requestId === undefined ? undefined : requestStep(requestId),
    ...query.attributes.map(attributeStep),
  ];
  return steps.filter((step) => step !== undefined);
}

const statusOf = ({ status }: SpanColumns) => status;

function numbersStep(column: (columns: SpanColumns) => Int32Array, wanted: (value: number) => boolean): Step {
  return (source, holds) => {
    const numbers = column(source.columns());
    for (let span = 0; span < holds.length; span++) if (!wanted(numbers[span]!)) holds[span] = 0;
  };
}

/** Of conditions on names: each distinct name is held against them once. */
function namesStep({ operation, text = [], names = [] }: SpanCondition): Step | undefined {
  const conditions = names.filter((each) => each.of === 'operation');
  if (operation === undefined && text.length === 0 && conditions.length === 0) return undefined;
  return (source, holds) => {
    const parts = text.filter((part) => !containsText(source.service, part));
    const good = source
      .meta()
      .names.map(
        (name) =>
          (operation === undefined || name === operation) &&
          parts.every((part) => containsText(name, part)) &&
          conditions.every((each) => nameHolds(each, name)),
      );
    const { name } = source.columns();
    for (let span = 0; span < holds.length; span++) if (!good[name[span]!]) holds[span] = 0;
  };
}

function nameHolds({ operator, value }: NameCondition, name: string): boolean {
  return operator === '!=' ? name !== value : containsText(name, value);
}

function traceStep(traceId: string): Step {
  const id = Buffer.from(traceId, 'hex');
  return (source, holds) => {
    const { trace } = source.ids();
    const wanted = id.length === 16 ? source.traceNumber(id) : -1;
    for (let span = 0; span < holds.length; span++) if (trace[span] !== wanted) holds[span] = 0;
  };
}

function spanIdStep(text: string): Step {
  const wanted = isSpanId(text) ? BigInt(`0x${text}`) : undefined;
  return (source, holds) => {
    const { spanId } = source.ids();
    for (let span = 0; span < holds.length; span++) if (spanId[span] !== wanted) holds[span] = 0;
  };
}

function timeStep({ fromUnixNano = 0n, toUnixNano = 2n ** 64n }: TimeRange): Step {
  return (source, holds) => {
    if (source.firstStart >= fromUnixNano && source.lastStart < toUnixNano) return;
    const { start } = source.columns();
    for (let span = 0; span < holds.length; span++) {
      if (start[span]! < fromUnixNano || start[span]! >= toUnixNano) holds[span] = 0;
    }
  };
}

function durationStep({ minDurationNano, maxDurationNano }: SpanCondition): Step | undefined {
  if (minDurationNano === undefined && maxDurationNano === undefined) return undefined;
  const [least, most] = [minDurationNano ?? 0n, maxDurationNano ?? 2n ** 64n];
  return (source, holds) => {
    const { start, end } = source.columns();
    for (let span = 0; span < holds.length; span++) {
      if (holds[span] === 0) continue;
      const duration = end[span]! > start[span]! ? end[span]! - start[span]! : 0n;
      if (duration < least || duration > most) holds[span] = 0;
    }
  };
}

function requestStep(requestId: string): Step {
  return (source, holds) => {
    const { texts, uses } = source.requests();
    const wanted = texts.indexOf(requestId);
    const has = new Uint8Array(holds.length);
    for (let at = 0; at < uses.length; at += 2) if (uses[at + 1] === wanted) has[uses[at]!] = 1;
    keepBoth(holds, has);
  };
}

function attributeStep(condition: AttributeCondition): Step {
  const isNot = condition.operator === '!=';
  const wanted: AttributeCondition = isNot ? { ...condition, operator: '=' } : condition;
  const test = valueTest(wanted);
  return (source, holds) => {
    const has = source.attributes().holding(condition.key, test) ?? new Uint8Array(holds.length);
    const groups = source
      .meta()
      .groups.map(({ resource, scope }) => attributeHolds(wanted, [resource.attributes, scope.attributes]));
    if (groups.includes(true)) {
      const { group } = source.columns();
      for (let span = 0; span < has.length; span++) if (groups[group[span]!]) has[span] = 1;
    }
    if (isNot) for (let span = 0; span < has.length; span++) has[span]! ^= 1;
    keepBoth(holds, has);
  };
}

function keepBoth(holds: Uint8Array, has: Uint8Array): void {
  for (let span = 0; span < holds.length; span++) holds[span]! &= has[span]!;
}

const isSpanId = (text: string) => /^[0-9a-f]{16}$/.test(text);
