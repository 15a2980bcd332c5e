// node:https on both sides.

const { execFileSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

exports.run = async ({ load, listen, close, span }) => {
  const https = await load('node:https');
  const server = https.createServer(certificate(), (request, response) => {
    if (request.url === '/broken') response.writeHead(503);
    response.end('ok');
  });
  const port = await listen(server);
  const get = (path) =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path, rejectUnauthorized: false };
      const request = https.get(options, (response) => response.resume());
      request.on('close', resolve).on('error', reject);
    });
  await span('calls', async () => {
    await get('/orders');
    await get('/broken');
  });
  await close(server);
};

/** A new one for each run: nothing that looks like a secret is kept. */
function certificate() {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-parity-'));
  const options = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
  const files = ['-keyout', 'key.pem', '-out', 'cert.pem'];
  execFileSync('openssl', ['req', ...options.split(' '), ...files], { cwd: folder, stdio: 'ignore' });
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(folder, name)));
  rmSync(folder, { recursive: true });
  return { key, cert };
}
