// Answers at once, or after as many milliseconds as the path's number says; says what of ours is loaded when it ends.
// With WITHOUT, files of that name cannot be loaded, as where an installation was replaced meanwhile.
const { createServer } = require('node:http');
const Module = require('node:module');

const { WITHOUT } = process.env;
if (WITHOUT !== undefined) {
  const load = Module._load;
  Module._load = (name, ...rest) => {
    if (name.includes(WITHOUT)) throw new Error(`Cannot find module '${name}'`);
    return load(name, ...rest);
  };
}

const server = createServer((request, response) => {
  const [, delay] = /(\d+)/.exec(request.url) ?? [];
  setTimeout(() => response.end('done'), Number(delay ?? 0));
});
server.listen(0, '127.0.0.1', () => console.log('listening on', server.address().port));
process.on('SIGUSR2', () => process.exit());
process.on('exit', () => {
  console.log(
    'pending spans:',
    Object.keys(require.cache).some((file) => file.includes('pending-spans')),
  );
});
