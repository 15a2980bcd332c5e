export interface Polyglot {
  /** Of nginx: `POST /orders/:sku`. */
  url: string;
  stop(): Promise<void>;
}
export type ServiceName = 'gateway' | 'storefront' | 'checkout' | 'stock' | 'shipping';
export function startPolyglot(options?: {
  node?: string;
  flags?: string[];
  env?: Record<string, string | undefined>;
  log?: (line: string) => void;
  onLine?: (service: ServiceName, line: string) => void;
}): Promise<Polyglot>;
