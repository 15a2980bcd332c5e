/**
 * Answers of Jaeger without the order that means nothing: it keeps much of them in maps of Go, which come out in another order
 * each time. Nothing else is changed.
 */

type Fields = Record<string, unknown>;

const compare = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

/** Services, operations, dependencies. */
export function inOrder(body: unknown): unknown {
  const sorted = Object.entries((body ?? {}) as Fields).map(([name, value]) => {
    const isList = Array.isArray(value) && ['data', 'services', 'operations'].includes(name);
    return [name, isList ? value.toSorted(compare) : value];
  });
  return typeof body === 'object' ? Object.fromEntries(sorted) : body;
}

interface TraceFields extends Fields {
  spans: (Fields & { processID: string })[];
  processes: Fields;
}

/** Spans by id and name instead of as they come; each with what its process says instead of its number. */
export function tracesInOrder(body: unknown): unknown {
  const { data } = (body ?? {}) as { data?: TraceFields[] | null };
  return Array.isArray(data) ? { ...(body as Fields), data: data.map(traceInOrder) } : body;
}

function traceInOrder({ spans, processes, ...trace }: TraceFields): Fields {
  const whole = spans.map(({ processID, ...span }) => ({ ...span, process: processes[processID] }) as Fields);
  const place = (span: Fields) => [span['spanID'], span['operationName'], span];
  whole.sort((one, other) => compare(place(one), place(other)));
  return { ...trace, spans: whole, processCount: Object.keys(processes).length };
}

interface ResultFields {
  result: { resourceSpans: (Fields & { scopeSpans: (Fields & { spans: Fields[] })[] })[] };
}

/**
 * Of the newer API one entry a span, with its resource and scope: Jaeger keeps equal ones apart when they come in several
 * requests.
 */
export function otlpInOrder(body: unknown): unknown {
  if (!(body as Partial<ResultFields> | undefined)?.result) return body;
  const whole = (body as ResultFields).result.resourceSpans.flatMap(({ scopeSpans, ...outer }) =>
    scopeSpans.flatMap(({ spans, ...inner }) => spans.map((span) => ({ outer, inner, span }))),
  );
  const place = ({ span }: { span: Fields }) => [span['traceId'], span['spanId'], span['name'], span];
  return whole.toSorted((one, other) => compare(place(one), place(other)));
}
