/**
 * Listens on any free port and answers the bench on stdin and stdout, a line of JSON to a line. Deliberately not over
 * HTTP: a control request would make a span.
 *
 * Prints the port first. `cpu` is answered with the microseconds of user and system time so far, `flush` when all
 * that was measured is delivered; `exit`, or the end of stdin (the bench is gone), ends the process.
 */
const flush = require('./flush.cjs');

const answers = {
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  flush: () => flush().then(() => true),
};

module.exports = function serve(server) {
  server.listen(0, '127.0.0.1', () => say(server.address().port));
  process.stdin.setEncoding('latin1').on('data', async (line) => {
    const question = line.trim();
    if (question === 'exit') process.exit(0);
    say(await answers[question]());
  });
  process.stdin.on('end', () => process.exit(0));
};

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
