/** Requests to the shop, by what is to come of them. */

/** As card numbers are, with the right check digit; no bank has given them out. */
export const CARDS = {
  good: '4000-0000-0000-0010',
  declined: '4000-0000-0000-0002',
  bankDown: '4000-0000-0000-0044',
  slowBank: '4000-0000-0000-0077',
};

/** One of each kind; `status` is what the storefront answers. */
export const KINDS = {
  bought: { sku: 'teapot', quantity: 2, card: CARDS.good, status: 201 },
  slowWarehouse: { sku: 'anvil', quantity: 1, card: CARDS.good, status: 201 },
  slowBank: { sku: 'teapot', quantity: 1, card: CARDS.slowBank, status: 201 },
  declined: { sku: 'teapot', quantity: 1, card: CARDS.declined, status: 402 },
  outOfStock: { sku: 'lantern', quantity: 1, card: CARDS.good, status: 409 },
  unknownProduct: { sku: 'unicorn', quantity: 1, card: CARDS.good, status: 404 },
  bankDown: { sku: 'teapot', quantity: 1, card: CARDS.bankDown, status: 502 },
};

/**
 * Checks out at the storefront; resolves to `{ status, body, requestId }`, the id being the one that the
 * response carries. Rejects when the answer is not the one that this kind of request should get.
 */
export async function checkout(url, { status, ...order }, { requestId } = {}) {
  const response = await fetch(`${url}/checkout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(requestId && { 'x-request-id': requestId }) },
    body: JSON.stringify(order),
    signal: AbortSignal.timeout(10_000),
  });
  const body = await response.json();
  if (response.status !== status) {
    throw new Error(
      `${JSON.stringify(order)} got ${response.status} instead of ${status}: ${JSON.stringify(body)}`,
    );
  }
  return { status, body, requestId: response.headers.get('x-request-id') ?? undefined };
}

/** How many of each kind `sendTraffic` sends. */
const MIX = {
  bought: 24,
  slowWarehouse: 3,
  slowBank: 2,
  declined: 4,
  outOfStock: 3,
  unknownProduct: 2,
  bankDown: 2,
};
/** Customers at a time. */
const CONCURRENCY = 4;

/**
 * Sends the mix in an order that is the same each time, the kinds spread evenly. Every other request comes
 * with an id, as from a gateway. Resolves to `[{ kind, status, requestId, milliseconds }]` in that order.
 */
export async function sendTraffic(url) {
  const queue = inOrder().map((kind, index) => ({ kind, index }));
  const sent = [];
  const customer = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { kind, index } = next;
      const startedAt = performance.now();
      const requestId = index % 2 === 1 ? `gateway-${String(index).padStart(4, '0')}` : undefined;
      const answer = await checkout(url, KINDS[kind], { requestId });
      const milliseconds = Math.round(performance.now() - startedAt);
      sent[index] = { kind, status: answer.status, requestId: answer.requestId, milliseconds };
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, customer));
  return sent;
}

/** The n-th of m of a kind stands at (n + 1/2) / m of the way. */
function inOrder() {
  return Object.entries(MIX)
    .flatMap(([kind, count]) => Array.from({ length: count }, (_, n) => ({ kind, at: (n + 0.5) / count })))
    .sort((a, b) => a.at - b.at)
    .map(({ kind }) => kind);
}
