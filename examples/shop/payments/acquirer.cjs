// Stands in for the customers' banks. A real one is somebody else's server; this one decides by the card's
// last digits, so that each way of failing can be had at will.

const BEHAVIOUR = {
  '0002': { status: 200, body: { approved: false, reason: 'insufficient funds' } },
  '0044': { status: 503, body: { error: 'maintenance until 06:00' } },
  '0077': { status: 200, body: { approved: true }, delayMs: 600 },
};
const APPROVED = { status: 200, body: { approved: true } };

exports.acquirer = (req, res) => {
  const { status, body, delayMs = 0 } = BEHAVIOUR[req.url.slice(-4)] ?? APPROVED;
  setTimeout(() => {
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(body));
  }, delayMs);
};
