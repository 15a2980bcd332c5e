import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receivingAt } from './sending.ts';

const REPORTED = { otlpHttp: 'http://127.0.0.1:4318', otlpGrpc: 'http://127.0.0.1:4317' };

test('on the machine itself, senders need the address alone', () => {
  for (const page of ['http://127.0.0.1:4318/', 'http://localhost:4318/logs', 'http://[::1]:4318/']) {
    assert.deepEqual(receivingAt(REPORTED, new URL(page)), {
      http: 'http://127.0.0.1:4318',
      grpc: 'http://127.0.0.1:4317',
      command:
        'OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 \\\n  node --require @waymark/node/register app.js',
    });
  }
});

test('on another machine, they need its name and the token', () => {
  const { http, grpc, command } = receivingAt(REPORTED, new URL('http://traces.team.example:4318/'));
  assert.equal(http, 'http://traces.team.example:4318');
  assert.equal(grpc, 'http://traces.team.example:4317');
  assert.deepEqual(command.split(' \\\n  '), [
    'OTEL_EXPORTER_OTLP_ENDPOINT=http://traces.team.example:4318',
    'OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer TOKEN"',
    'WAYMARK_PLAINTEXT_CREDENTIALS=allow',
    'node --require @waymark/node/register app.js',
  ]);
});

test('behind a proxy with TLS, nothing goes over plain text', () => {
  const { http, command } = receivingAt(REPORTED, new URL('https://traces.team.example/'));
  assert.equal(http, 'https://traces.team.example');
  assert.doesNotMatch(command, /PLAINTEXT/);
});

test('before the viewer has said where it receives, that is where the page is from', () => {
  assert.equal(receivingAt({}, new URL('http://127.0.0.1:5000/')).http, 'http://127.0.0.1:5000');
});
