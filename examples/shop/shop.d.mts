/** One service's process. */
export interface ShopService {
  pid: number;
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<{ code?: number; signal?: NodeJS.Signals }>;
}
export interface Shop {
  url: string;
  services: Record<'storefront' | 'orders' | 'payments', ShopService>;
  /** Temporary: gone after `stop()`. */
  databaseDirectory: string;
  stop(): Promise<void>;
}
export function startShop(options?: {
  node?: string;
  flags?: string[];
  env?: Record<string, string | undefined>;
  onLine?: (service: string, line: string) => void;
}): Promise<Shop>;
