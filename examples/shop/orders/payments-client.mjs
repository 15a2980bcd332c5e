// The payments service, as the orders service sees it: one POST with node:http.
import { request } from 'node:http';
import { json } from 'node:stream/consumers';

/** The customer's bank said no: nothing is broken. */
export class PaymentDeclined extends Error {
  name = 'PaymentDeclined';
}

/** Payments could not find out: Fastify answers with `statusCode`. */
export class PaymentFailed extends Error {
  name = 'PaymentFailed';
  statusCode = 502;
}

/** Resolves to the receipt's number. */
export async function charge(baseUrl, payment) {
  const { status, body } = await post(`${baseUrl}/charges`, payment);
  if (status === 402) throw new PaymentDeclined(body.error);
  if (status !== 201) throw new PaymentFailed(`payments answered ${status}: ${body.error}`);
  return body.receipt;
}

function post(url, value) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      json(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    });
    outgoing.end(JSON.stringify(value));
  });
}
