/** The `Forwarded` header (RFC 7239): one element a proxy, nearest to the client first. */

export interface ForwardedElement {
  for?: string;
  host?: string;
  proto?: string;
}

/** One `name=value` pair, and the separator in front of it: `,` begins a new element. */
const PAIR = /([,;]|^)\s*([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",;]+))\s*/y;

/** The elements in order; none when the header is malformed. */
export function parseForwarded(header: string): ForwardedElement[] {
  const elements: ForwardedElement[] = [{}];
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < header.length) {
    const pair = PAIR.exec(header);
    if (pair === null) return [];
    if (pair[1] === ',') elements.push({});
    addPair(elements.at(-1)!, pair[2]!.toLowerCase(), pair[3]?.replace(/\\(.)/g, '$1') ?? pair[4]!);
  }
  return elements;
}

function addPair(element: ForwardedElement, name: string, value: string): void {
  if (name === 'for' || name === 'host' || name === 'proto') element[name] = value;
}
