/** What is asked. The mix decides much of what tracing costs, so it is printed. */

export interface RequestKind {
  /** In words for the report. */
  title: string;
  /** Of the request with this number, `traced` with the headers of a caller that traces. */
  text(number: number, traced: boolean): string;
}

const MIX = 'half carry `traceparent` (each another) and `X-Request-ID`, half a query (`?page=2&sort=name`)';

/** `GET /orders/<number>`. `sampled` says what `traceparent` says. */
export function gets({ sampled = true } = {}): RequestKind {
  return {
    title: `GET; ${MIX}${sampled ? '' : '; no `traceparent` is sampled'}`,
    text: (number, traced) =>
      `GET ${target(number, traced)} HTTP/1.1\r\n${head(number, traced, sampled)}\r\n`,
  };
}

const BODY = JSON.stringify({
  customer: 'c-1047',
  lines: [
    { sku: 'tea-green-250', count: 2, price: 7.9 },
    { sku: 'pot-cast-iron', count: 1, price: 64 },
  ],
  express: false,
});

/** `POST /orders/<number>` with a body of JSON. */
export function posts(): RequestKind {
  const entity = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(BODY)}\r\n`;
  return {
    title: `POST with ${Buffer.byteLength(BODY)} bytes of JSON; ${MIX}`,
    text: (number, traced) =>
      `POST ${target(number, traced)} HTTP/1.1\r\n${head(number, traced, true)}${entity}\r\n${BODY}`,
  };
}

function target(number: number, traced: boolean): string {
  return `/orders/${number % 1000}${traced ? '' : '?page=2&sort=name'}`;
}

function head(number: number, traced: boolean, sampled: boolean): string {
  const common = 'Host: bench.example:8080\r\nUser-Agent: bench/1\r\nAccept: application/json\r\n';
  if (!traced) return common;
  // Ids that differ, as a cache by header value must not win here.
  const low = (number + 1).toString(16).padStart(16, '0');
  const flags = sampled ? '01' : '00';
  return `${common}traceparent: 00-4bf92f3577b34da6${low}-${low}-${flags}\r\nX-Request-ID: order-${low}\r\n`;
}
