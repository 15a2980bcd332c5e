/** Answers a request with the headers of the calls that it makes meanwhile: `/in/<http or fetch>/<how many>`. */
const http = require('node:http');
const http2 = require('node:http2');

const servers = [http.createServer(answer), http2.createServer(answer)];

async function answer(request, response) {
  if (request.url === '/out') {
    response.end(JSON.stringify(request.rawHeaders));
    return;
  }
  const [, , by, count] = request.url.split('/');
  const calls = [];
  for (let left = Number(count); left > 0; left--) calls.push(await called(by));
  response.end(JSON.stringify(calls));
}

function called(by) {
  const url = `http://127.0.0.1:${servers[0].address().port}/out`;
  if (by === 'fetch') return fetch(url).then((answered) => answered.json());
  return new Promise((resolve, reject) => {
    http
      .get(url, async (answered) => resolve(JSON.parse((await answered.toArray()).join(''))))
      .on('error', reject);
  });
}

let listening = 0;
for (const server of servers) {
  server.listen(0, '127.0.0.1', () => {
    if (++listening === servers.length)
      console.log(`listening on ${servers.map((each) => each.address().port).join(' and ')}`);
  });
}
