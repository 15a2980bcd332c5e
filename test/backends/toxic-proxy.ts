/** One proxy of a Toxiproxy, through its API. */

/** What is done to connections, by Toxiproxy's names. */
export type Toxic =
  | { type: 'latency'; attributes: { latency: number; jitter?: number } }
  /** KB a second. */
  | { type: 'bandwidth'; attributes: { rate: number } }
  | { type: 'limit_data'; attributes: { bytes: number } }
  | { type: 'reset_peer'; attributes: { timeout: number } }
  /** Nothing passes; 0 is for ever. */
  | { type: 'timeout'; attributes: { timeout: number } };

export class ToxicProxy {
  readonly port: number;
  private readonly url: string;

  private constructor(url: string, port: number) {
    this.url = url;
    this.port = port;
  }

  /** A proxy on a free port before `upstream`, both of 127.0.0.1. */
  static async before(toxiproxyPort: number, upstream: number): Promise<ToxicProxy> {
    const proxies = `http://127.0.0.1:${toxiproxyPort}/proxies`;
    const body = { name: `p${upstream}-${++made}`, listen: '127.0.0.1:0', upstream: `127.0.0.1:${upstream}` };
    const { name, listen } = await ask(proxies, 'POST', { ...body, enabled: true });
    return new ToxicProxy(`${proxies}/${name}`, Number(String(listen).split(':').at(-1)));
  }

  /** @param stream whose bytes: of requests or of answers. @default 'upstream' */
  async add(toxic: Toxic, stream: 'upstream' | 'downstream' = 'upstream'): Promise<void> {
    await ask(`${this.url}/toxics`, 'POST', { ...toxic, name: `${toxic.type}-${stream}`, stream });
  }

  async remove(type: Toxic['type'], stream: 'upstream' | 'downstream' = 'upstream'): Promise<void> {
    await ask(`${this.url}/toxics/${type}-${stream}`, 'DELETE');
  }
}

let made = 0;

async function ask(url: string, method: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(url, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
