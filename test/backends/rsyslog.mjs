/**
 * rsyslog, from the distribution's package, as a receiver of JSON lines over TCP and TLS: one stand-in for Logstash's tcp
 * input, which reads the same.
 */

import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianEnv, debianPackages, missingDebianPackages } from './debian-packages.mjs';
import { isListening, startLocalServer } from './local-server.mjs';

/** Not beside syslog-ng: either is the system's logger, and apt takes one. */
const PACKAGES = ['rsyslog', 'rsyslog-openssl'];

export const rsyslog = {
  name: 'rsyslog',
  missing: (env) => missingDebianPackages(env, PACKAGES),
  prepare: rsyslogPackages,
  start: startRsyslog,
};

function rsyslogPackages({ log } = {}) {
  return debianPackages({ log, packages: PACKAGES });
}

/**
 * Resolves to `{ port, tlsPort, directory, output, stop }`. What came stands in the directory's `lines.jsonl`, a document a line, and in
 * `bad.txt` what was no JSON. `tls` are PEM texts: `{ key, cert, ca }`, where with `ca` clients have to show a certificate of it;
 * without `tls` there is no `tlsPort`. `ports` are those of a server that was stopped, `[port, tlsPort]`, to come back on.
 */
async function startRsyslog({ tls, ports } = {}) {
  const root = await rsyslogPackages();
  const env = debianEnv(root);
  const [modules] = env.LD_LIBRARY_PATH.split(':').filter((folder) => isFolderWith(folder, 'rsyslog'));
  let tlsPort;
  const server = await startLocalServer('rsyslog', 2, async ({ directory, ports: free, run }) => {
    const [port, secure] = ports ?? free;
    tlsPort = tls && secure;
    const file = join(directory, 'rsyslog.conf');
    const settings = plain(directory, port) + (tls ? await encrypted(directory, secure, tls) : '');
    await writeFile(file, settings);
    const args = ['-n', '-i', join(directory, 'pid'), '-f', file, '-M', join(modules, 'rsyslog')];
    const started = run({ command: join(root, 'usr/sbin/rsyslogd'), args, env });
    await started.waitUntil(() => isListening(port));
    if (tls) await started.waitUntil(() => isListening(secure));
    return port;
  });
  return { ...server, ...(tlsPort && { tlsPort }) };
}

function isFolderWith(folder, name) {
  return readdirSync(folder).includes(name);
}

/** Written at once, so that a test sees what has come; lines of the size that an exporter sends at most. */
const plain = (directory, port) => `
global(workDirectory="${directory}" maxMessageSize="1m")
module(load="imptcp") module(load="mmjsonparse")
template(name="json" type="string" string="%$!all-json%\\n")
template(name="raw" type="string" string="%rawmsg%\\n")
ruleset(name="lines") {
  action(type="mmjsonparse" cookie="" useRawMsg="on")
  if $parsesuccess == "OK" then { action(type="omfile" file="${directory}/lines.jsonl" template="json" flushOnTXEnd="on") }
  else { action(type="omfile" file="${directory}/bad.txt" template="raw") }
}
input(type="imptcp" address="127.0.0.1" port="${port}" ruleset="lines")
`;

async function encrypted(directory, port, { key, cert, ca }) {
  const files = { key, cert, ca: ca ?? cert };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, `${name}.pem`), text);
  const driver = `StreamDriver.Name="ossl" StreamDriver.Mode="1" StreamDriver.AuthMode="${ca ? 'x509/certvalid' : 'anon'}"`;
  const of = (name) => join(directory, `${name}.pem`);
  return `
global(defaultNetstreamDriver="ossl" defaultNetstreamDriverCAFile="${of('ca')}" defaultNetstreamDriverCertFile="${of('cert')}" defaultNetstreamDriverKeyFile="${of('key')}")
module(load="imtcp" ${driver})
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="lines")
`;
}
