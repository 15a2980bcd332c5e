/**
 * Listens on any free port and answers the bench on stdin and stdout. Deliberately not over HTTP: a control
 * request would make a span.
 *
 * Prints `listening <port>`; `cpu` is answered with `cpu <microseconds of user and system time>`; `exit`, or the
 * end of stdin (the bench is gone), ends the process.
 */
module.exports = function serve(server) {
  server.listen(0, '127.0.0.1', () => process.stdout.write(`listening ${server.address().port}\n`));
  process.stdin.setEncoding('latin1').on('data', (text) => {
    if (text.includes('exit')) process.exit(0);
    const { user, system } = process.cpuUsage();
    process.stdout.write(`cpu ${user + system}\n`);
  });
  process.stdin.on('end', () => process.exit(0));
};
