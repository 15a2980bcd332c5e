// Charges cards: node:http, CommonJS, console.
const http = require('node:http');
const { acquirer } = require('./acquirer.cjs');

const server = http.createServer((req, res) => {
  if (req.url.startsWith('/acquirer/')) {
    acquirer(req, res);
  } else if (req.method === 'POST' && req.url === '/charges') {
    readJson(req, (payment) => chargeCard(payment, (status, body) => send(res, status, body)));
  } else {
    send(res, 404, { error: `no ${req.method} ${req.url} here` });
  }
});

function chargeCard({ order, cents, card }, answer) {
  // A card's number has no place in a log, and is in many.
  console.log('charging %d cents for order %d to card %s', cents, order, card);
  askAcquirer(card, (error, verdict) => {
    if (error) {
      console.error('order %d not charged:', order, error);
      answer(502, { error: error.message });
    } else if (!verdict.approved) {
      console.warn('order %d: card declined, %s', order, verdict.reason);
      answer(402, { error: `card declined: ${verdict.reason}` });
    } else {
      answer(201, { receipt: `r-${order}` });
    }
  });
}

/** Asks the customer's bank, whose end here is `acquirer.cjs` in the same process unless ACQUIRER_URL is set. */
function askAcquirer(card, callback) {
  const base = process.env.ACQUIRER_URL ?? `http://127.0.0.1:${server.address().port}`;
  http
    .get(`${base}/acquirer/cards/${card}`, (response) => {
      readJson(response, (verdict) => {
        if (response.statusCode === 200) callback(undefined, verdict);
        else callback(new Error(`the acquirer answered ${response.statusCode}: ${verdict.error}`));
      });
    })
    .once('error', callback);
}

function readJson(stream, callback) {
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  stream.on('end', () => callback(JSON.parse(Buffer.concat(chunks).toString() || '{}')));
}

function send(res, status, body) {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}

server.listen(Number(process.env.PORT ?? 3002), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
