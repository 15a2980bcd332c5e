/** Starts a child of the kind that its argument names; the child serves itself one request and ends. */

const cluster = require('node:cluster');
const { fork } = require('node:child_process');
const http = require('node:http');
const { Worker, isMainThread } = require('node:worker_threads');

const KINDS = {
  worker: () => new Worker(__filename, { argv: ['child'] }),
  'eval-worker': () => new Worker(`require(${JSON.stringify(__filename)})`, { eval: true, argv: ['child'] }),
  fork: () => fork(__filename, ['child']),
  cluster: () => {
    cluster.setupPrimary({ args: ['child'] });
    return cluster.fork();
  },
};

if (process.argv.includes('child') || !isMainThread) serveOnce();
else KINDS[process.argv[2]]().on('exit', (code) => console.log(`child ended ${code}`));

function serveOnce() {
  const server = http.createServer((_request, response) => response.end('ok'));
  server.listen(0, '127.0.0.1', () => {
    http.get({ host: '127.0.0.1', port: server.address().port, agent: false }, (response) => {
      console.log(`child answered ${response.statusCode}`);
      response.resume().on('close', () => {
        server.close();
        if (process.connected) process.disconnect();
      });
    });
  });
}
