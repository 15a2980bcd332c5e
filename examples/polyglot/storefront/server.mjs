// Where customers order: Express, ESM, pino. It has the order checked out over HTTP.
import express from 'express';
import pino from 'pino';

const log = pino();
const app = express();

app.post('/orders/:sku', async (request, response) => {
  log.info(`order for ${request.params.sku}`);
  const answer = await fetch(`${process.env.CHECKOUT_URL}/checkout/${request.params.sku}`, {
    method: 'POST',
  });
  response.status(answer.status).json(await answer.json());
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () =>
  log.info(`listening on http://127.0.0.1:${server.address().port}`),
);
process.once('SIGTERM', () => server.close());
