// A service between two others: it asks the one that `to` names, and answers with what that one says.
const http = require('node:http');

const server = http.createServer((request, response) => {
  const to = new URL(request.url, 'http://localhost').searchParams.get('to');
  http.get(to, (answer) => answer.pipe(response));
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
