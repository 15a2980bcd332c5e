// The orders service, as the storefront sees it.

/** What the orders service refused, with the status that the customer is to see. */
class OrderError extends Error {
  name = 'OrderError';
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function ordersClient(baseUrl) {
  return {
    product: (sku) => call(`${baseUrl}/products/${encodeURIComponent(sku)}`),
    place: (order) =>
      call(`${baseUrl}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(order),
      }),
  };
}

async function call(url, init) {
  const response = await fetch(url, init);
  const body = await response.json();
  if (!response.ok) throw new OrderError(response.status, body.error);
  return body;
}

module.exports = { ordersClient, OrderError };
