/** Serves itself one request, says `ready`, then ends in the way that its argument names. */

const http = require('node:http');
const { onExit } = require('signal-exit');

const ENDS = {
  'loop-empty': () => server.close(),
  exit: () => process.exit(3),
  'exit-code': () => {
    process.exitCode = 4;
    server.close();
  },
  throw: () => {
    throw new TypeError('thrown at the end');
  },
  reject: () => Promise.reject(new RangeError('rejected at the end')),
  'before-exit': () => {
    process.on('beforeExit', (code) => console.log(`beforeExit ${code}`));
    server.close();
  },
  'caught-throw': () => {
    process.on('uncaughtException', (error) => {
      console.log(`caught ${error.message}`);
      process.exit(5);
    });
    throw new Error('handled by the application');
  },
  'exit-handler-logs': () => {
    process.on('exit', () => console.log('bye from exit'));
    setImmediate(() => process.exit(0));
  },
  'emitted-by-hand': () => {
    process.emit('SIGTERM');
    console.log('nothing came of it');
    server.close();
  },
  // The rest wait for the signal that the test sends.
  signal: () => {},
  'signal-handler': () => {
    for (const signal of ['SIGTERM', 'SIGINT']) {
      process.on(signal, (name) => {
        console.log(`handler got ${name}, ${process.listenerCount(name)} listening`);
        server.close();
      });
    }
  },
  'signal-handler-exit': () => {
    process.once('SIGTERM', () => process.exit(6));
  },
  'signal-once': () => {},
  'signal-once-twice': () => {},
  'signal-exit': () => {
    onExit((code, signal) => console.log(`onExit ${code} ${signal}`));
  },
};

/** What stands there before anything is traced, as it does in most applications. */
const BEFORE = {
  'signal-once': () => {
    for (const signal of ['SIGTERM', 'SIGINT']) {
      process.once(signal, (name) => {
        console.log(`drains after ${name}`);
        setTimeout(() => {
          console.log('drained');
          server.close();
        }, 50);
      });
    }
  },
  'signal-once-twice': () => {
    process.once('SIGTERM', () => setTimeout(() => process.kill(process.pid, 'SIGTERM'), 20));
  },
};

const server = http.createServer((_request, response) => response.end('ok'));
server.listen(0, '127.0.0.1', () => {
  http.get({ host: '127.0.0.1', port: server.address().port, agent: false }, (response) => {
    response.resume().on('close', () => setTimeout(end, 20));
  });
});

function end() {
  console.log('ready');
  ENDS[process.argv[2]]();
}

BEFORE[process.argv[2]]?.();
