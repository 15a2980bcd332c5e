export interface Checkout {
  sku: string;
  quantity: number;
  card: string;
  status: number;
}
type Kind =
  | 'bought'
  | 'slowWarehouse'
  | 'slowBank'
  | 'declined'
  | 'outOfStock'
  | 'unknownProduct'
  | 'bankDown';
export const KINDS: Record<Kind, Checkout>;
export const CARDS: Record<'good' | 'declined' | 'bankDown' | 'slowBank', string>;
export function checkout(
  url: string,
  kind: Checkout,
  options?: { requestId?: string },
): Promise<{ status: number; body: unknown; requestId: string | undefined }>;
export function sendTraffic(
  url: string,
): Promise<{ kind: Kind; status: number; requestId: string | undefined; milliseconds: number }[]>;
