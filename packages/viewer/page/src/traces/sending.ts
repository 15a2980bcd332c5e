/** What to tell an application so that it sends here, as seen from where the page is looked at. */

export interface Receiving {
  http: string;
  grpc?: string;
  /** A line for a shell. */
  command: string;
}

/** Where the viewer says it receives: by an address of its own machine. */
interface Reported {
  otlpHttp?: string;
  otlpGrpc?: string;
}

/** @param page the address of the page; another machine's name is good for senders there as well, and they need the token */
export function receivingAt({ otlpHttp, otlpGrpc }: Reported, page: URL): Receiving {
  const isHere = isLoopback(page.hostname);
  const http = isHere && otlpHttp ? otlpHttp : page.origin;
  const grpc = otlpGrpc && (isHere ? otlpGrpc : withHost(otlpGrpc, page.hostname));
  const settings = [`OTEL_EXPORTER_OTLP_ENDPOINT=${http}`, ...(isHere ? [] : credentials(page.protocol))];
  const command = [...settings, 'node --require @waymark/node/register app.js'].join(' \\\n  ');
  return { http, ...(grpc ? { grpc } : {}), command };
}

function credentials(protocol: string): string[] {
  const token = 'OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer TOKEN"';
  return protocol === 'https:' ? [token] : [token, 'WAYMARK_PLAINTEXT_CREDENTIALS=allow'];
}

const isLoopback = (host: string) => /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host);

function withHost(address: string, host: string): string {
  const url = new URL(address);
  url.hostname = host;
  return url.href.replace(/\/$/, '');
}
