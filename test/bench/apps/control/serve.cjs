/**
 * Listens on any free port and answers the bench on stdin and stdout, a line of JSON to a line. Deliberately not over
 * HTTP: a control request would make a span.
 *
 * Prints the port first. `cpu`, or a name of readings.cjs, is answered with its value; `exit`, or the end of stdin (the
 * bench is gone), ends the process. `answerOn(port, own)` answers more: `write 100` is the value of `own.write(100)`.
 */
module.exports = function serve(server) {
  keepConnections(server);
  server.listen(0, '127.0.0.1', () => answerOn(server.address().port));
};

/** For a server that listens already, on `port`, after `keepConnections(server)`. */
Object.assign(module.exports, { answerOn, keepConnections });

/** The load's connections rest while a delivery is awaited, which may take longer than Node's five seconds. */
function keepConnections(server) {
  server.keepAliveTimeout = 60_000;
}

function answerOn(port, own = {}) {
  process.stdin.setEncoding('latin1').on('data', async (line) => {
    const [question, number] = line.trim().split(' ');
    if (question === 'exit') process.exit(0);
    // Before the readings are loaded: they load modules of Node that an agent has loaded already, so bare would pay more.
    if (question === 'cpu') return say(cpu());
    if (Object.hasOwn(own, question)) return say(await own[question](Number(number)));
    // Loaded when it is asked for, so that a start does not pay for it.
    const readings = require('./readings.cjs');
    say(await readings[question]());
  });
  process.stdin.on('end', () => process.exit(0));
  say(port);
}

/** Microseconds of user and system time, all threads. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
