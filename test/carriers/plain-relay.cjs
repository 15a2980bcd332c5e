// Asks the next one, and answers what that said beside the request id that it goes by itself.

const http = require('node:http');
const { requestId } = require('@waymark/node');

const server = http.createServer(async (_request, response) => {
  const next = await (await fetch(process.env.NEXT)).json();
  response.end(JSON.stringify({ outer: requestId(), ...next }));
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
