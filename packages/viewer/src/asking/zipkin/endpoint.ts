/** Who recorded a span, or whom it talked to. */

import { isIPv4, isIPv6 } from 'node:net';

export interface ShownEndpoint {
  serviceName?: string;
  ipv4?: string;
  ipv6?: string;
  port?: number;
}

/** Undefined where nothing is known. What is no address is not known. */
export function shownEndpoint(sent: Partial<ShownEndpoint> | undefined): ShownEndpoint | undefined {
  if (sent === undefined) return undefined;
  const { serviceName, port } = sent;
  const shown = {
    ...(serviceName ? { serviceName: serviceName.toLowerCase() } : {}),
    ...address(sent.ipv4),
    ...address(sent.ipv6),
    ...(port ? { port } : {}),
  };
  return Object.keys(shown).length > 0 ? shown : undefined;
}

/** Either field may hold either kind; IPv4 in the clothes of IPv6 is IPv4. */
function address(text: string | undefined): ShownEndpoint {
  if (text === undefined) return {};
  if (isIPv4(text)) return { ipv4: text };
  if (!isIPv6(text) || text.includes('%')) return {};
  const ipv6 = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(ipv6) ?? [];
  return high === undefined || low === undefined ? { ipv6 } : { ipv4: dotted(high, low) };
}

function dotted(high: string, low: string): string {
  const [one, two] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [one >> 8, one & 255, two >> 8, two & 255].join('.');
}
