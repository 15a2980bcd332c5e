/**
 * syslog-ng, from the distribution's package, as a receiver of JSON lines over TCP and TLS: another stand-in for Logstash's tcp
 * input, which reads the same.
 */
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianEnv, debianPackages, missingDebianPackages } from './debian-packages.mjs';
import { isListening, startLocalServer } from './local-server.mjs';

/** Not beside rsyslog: either is the system's logger, and apt takes one. */
const PACKAGES = ['syslog-ng-core'];

export const syslogNg = {
  name: 'syslog-ng',
  missing: (env) => missingDebianPackages(env, PACKAGES),
  prepare: syslogNgPackages,
  start: startSyslogNg,
};

function syslogNgPackages({ log } = {}) {
  return debianPackages({ log, packages: PACKAGES });
}

/** Options, result and files as rsyslog's. */
async function startSyslogNg({ tls, ports } = {}) {
  const root = await syslogNgPackages();
  const home = join(root, 'usr/lib/syslog-ng');
  const version = readdirSync(home).find((name) => /^\d+\.\d+$/.test(name));
  const debian = debianEnv(root);
  const env = { ...debian, LD_LIBRARY_PATH: `${home}:${debian.LD_LIBRARY_PATH}` };
  let tlsPort;
  const server = await startLocalServer('syslog-ng', 2, async ({ directory, ports: free, run }) => {
    const [port, secure] = ports ?? free;
    tlsPort = tls && secure;
    const file = join(directory, 'syslog-ng.conf');
    await writeFile(
      file,
      settings(directory, version, port, tls && (await encrypted(directory, secure, tls))),
    );
    const state = [
      '-R',
      join(directory, 'persist'),
      '-p',
      join(directory, 'pid'),
      '-c',
      join(directory, 'control'),
    ];
    const args = ['-F', '--no-caps', '-f', file, `--module-path=${join(home, version)}`, ...state];
    const started = run({ command: join(root, 'usr/sbin/syslog-ng'), args, env });
    await started.waitUntil(() => isListening(port));
    if (tls) await started.waitUntil(() => isListening(secure));
    return port;
  });
  return { ...server, ...(tlsPort && { tlsPort }) };
}

const settings = (directory, version, port, encrypted = '') => `
@version: ${version}
options { log-msg-size(1048576); flush-lines(1); stats-freq(0); };
source lines {
  network(ip("127.0.0.1") port(${port}) transport("tcp") flags(no-parse));
  ${encrypted}
};
log { source(lines);
  if { parser { json-parser(prefix("line.") key-delimiter("~")); };
    destination { file("${directory}/lines.jsonl" template("$(format-json --key-delimiter ~ line.* --shift-levels 1)\\n")); }; }
  else { destination { file("${directory}/bad.txt" template("$MSG\\n")); }; };
};
`;

async function encrypted(directory, port, { key, cert, ca }) {
  const files = { key, cert, ca: ca ?? cert };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, `${name}.pem`), text);
  const of = (name) => join(directory, `${name}.pem`);
  const verify = ca
    ? `ca-file("${of('ca')}") peer-verify(required-trusted)`
    : 'peer-verify(optional-untrusted)';
  return `network(ip("127.0.0.1") port(${port}) transport("tls") flags(no-parse)
    tls(key-file("${of('key')}") cert-file("${of('cert')}") ${verify}));`;
}
