/** An application that logs one line for one request, then ends as it is told: by itself, or by `exit`. */

const http = require('node:http');

const server = http.createServer((_request, response) => {
  console.warn('card declined, password=hunter2');
  response.end();
});
server.listen(0, () => {
  const headers = { 'x-request-id': 'edge-42' };
  http.get({ port: server.address().port, headers, agent: new http.Agent() }, (response) => {
    response.resume().on('end', () => (process.argv[2] === 'exit' ? process.exit(3) : server.close()));
  });
});
