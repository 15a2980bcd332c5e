/** OTLP by TLS to a real Collector, with the file that deploy/collector ships for it. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeAuthority, runNode, startNode } from '@waymark/testing';
import { type Gateway, startGateway } from '../backends/gateway.mjs';
import { skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { skipWithoutServer } from '../backends/servers.mjs';

describe('a Collector that wants certificates of senders', {
  skip: skipWithoutJaeger() || skipWithoutServer('collector'),
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-gateway-tls-'));
  const authority = makeAuthority();
  const ca = written('ca.crt', authority.ca);
  const mine = certificate('mine', authority.issue({ name: 'till' }));
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway({ tls: { ...authority.issue(), ca: authority.ca } });
  });
  after(async () => {
    await gateway?.stop();
    rmSync(folder, { recursive: true });
  });

  for (const protocol of ['http/protobuf', 'grpc']) {
    test(`takes log lines by ${protocol} from one of its authority`, async () => {
      const { stderr } = await say(`milk is out, by ${protocol}`, protocol, {
        ...mine,
        OTEL_EXPORTER_OTLP_CERTIFICATE: ca,
      });
      assert.doesNotMatch(stderr, /not delivered|could not/i);
      assert.ok(await isWritten(`milk is out, by ${protocol}`), stderr);
    });

    test(`gets nothing by ${protocol} from one without a certificate, nor from one that does not know its authority`, async () => {
      const other = makeAuthority();
      const strangers = [
        { OTEL_EXPORTER_OTLP_CERTIFICATE: ca },
        { ...mine, OTEL_EXPORTER_OTLP_CERTIFICATE: written('other.crt', other.ca) },
        { ...certificate('other', other.issue()), OTEL_EXPORTER_OTLP_CERTIFICATE: ca },
      ];
      await Promise.all(strangers.map((env) => complains(protocol, env)));
      assert.doesNotMatch(await readFile(join(gateway.directory, 'logs.jsonl'), 'utf8'), /from a stranger/);
    });
  }

  function say(line: string, protocol: string, env: Record<string, string>) {
    return runNode('-e', {
      args: [`console.log(${JSON.stringify(line)})`],
      register: 'require',
      env: sending(protocol, env),
    });
  }

  /** Says a line, and stays until it has been told what is wrong. */
  async function complains(protocol: string, env: Record<string, string>): Promise<void> {
    const args = ['console.log("from a stranger"); setInterval(() => {}, 1000)'];
    await using app = startNode('-e', { args, register: 'require', env: sending(protocol, env) });
    await app.waitForLine(/^waymark: cannot deliver to https:\/\/localhost:\d+: .*certificate/m);
  }

  function sending(protocol: string, env: Record<string, string>) {
    const port = protocol === 'grpc' ? gateway.tlsGrpcPort : gateway.tlsPort;
    return {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_BLRP_SCHEDULE_DELAY: '10',
      OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      ...env,
    };
  }

  async function isWritten(line: string): Promise<boolean> {
    for (const end = performance.now() + 5_000; performance.now() < end; await sleep(50)) {
      const text = await readFile(join(gateway.directory, 'logs.jsonl'), 'utf8').catch(() => '');
      if (text.includes(`"stringValue":"${line}"`)) return true;
    }
    return false;
  }

  function certificate(name: string, { cert, key }: { cert: string; key: string }) {
    return {
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: written(`${name}.crt`, cert),
      OTEL_EXPORTER_OTLP_CLIENT_KEY: written(`${name}.key`, key),
    };
  }

  function written(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }
});
