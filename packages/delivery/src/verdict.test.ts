import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { grpcVerdictOf as verdictOf } from './grpc-verdict.ts';

const answer = (status: number, more = {}) => ({ status, contentType: '', body: Buffer.alloc(0), ...more });
const error = (code?: string) => Object.assign(new Error('a message with a s3cr3t'), code ? { code } : {});
const grpc = (code: number, message = '') => answer(200, { grpc: { code, message } });
const json = (code: number, text: string) =>
  answer(code, { contentType: 'application/json', body: Buffer.from(text) });
const status12 = { contentType: 'application/x-protobuf', body: Buffer.from([8, 12, 18, 2, 110, 111]) };

for (const [what, outcome, optional, expected] of [
  ['200', answer(200), false, { kind: 'delivered', rejected: 0, message: '' }],
  ['204', answer(204), false, { kind: 'delivered', rejected: 0, message: '' }],
  [
    'a page that happens to look like protobuf',
    answer(200, { contentType: 'text/html', body: Buffer.from([10, 2, 8, 5]) }),
    false,
    { kind: 'delivered', rejected: 0, message: '' },
  ],
  [
    'a JSON answer with a partial success',
    json(200, '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too\\nold"}}'),
    false,
    { kind: 'delivered', rejected: 2, message: 'too old' },
  ],
  ['an empty JSON answer', json(200, '{}'), false, { kind: 'delivered', rejected: 0, message: '' }],
  ['JSON that is none', json(200, '{'), false, { kind: 'delivered', rejected: 0, message: '' }],
  [
    'a JSON status',
    json(400, '{"code":3,"message":"bad ids"}'),
    false,
    { kind: 'drop', why: "HTTP 400, 'bad ids'" },
  ],
  ['503', answer(503), false, { kind: 'retry', why: 'HTTP 503', unreachable: false, refused: false }],
  [
    '429 with Retry-After',
    answer(429, { retryAfter: '2' }),
    true,
    { kind: 'retry', why: 'HTTP 429', unreachable: false, refused: false, afterMs: 2_000 },
  ],
  ['404', answer(404), false, { kind: 'drop', why: 'HTTP 404 (check the configured URL)' }],
  ['404, optional', answer(404), true, { kind: 'off', why: 'HTTP 404' }],
  ['401', answer(401), true, { kind: 'drop', why: 'HTTP 401 (check the configured credentials)' }],
  ['500 with a status', answer(500, status12), false, { kind: 'drop', why: "HTTP 500, 'no'" }],
  ['500 with a status, optional', answer(500, status12), true, { kind: 'off', why: "HTTP 500, 'no'" }],
  [
    'refused',
    error('ECONNREFUSED'),
    true,
    {
      kind: 'retry',
      why: 'connection refused: nothing listens there (ECONNREFUSED)',
      unreachable: true,
      refused: true,
    },
  ],
  [
    'TLS where HTTP was expected',
    error('HPE_INVALID_CONSTANT'),
    false,
    {
      kind: 'retry',
      why: 'the answer is no HTTP, as with http:// to a port that speaks TLS (HPE_INVALID_CONSTANT)',
      unreachable: true,
      refused: true,
    },
  ],
  [
    'HTTP/1 where gRPC was expected',
    error('ERR_HTTP2_ERROR'),
    false,
    {
      kind: 'retry',
      why: 'the server does not speak HTTP/2, which gRPC needs (ERR_HTTP2_ERROR)',
      unreachable: true,
      refused: true,
    },
  ],
  [
    'a connection that ended just before',
    error('ERR_HTTP2_INVALID_SESSION'),
    false,
    { kind: 'retry', why: 'ERR_HTTP2_INVALID_SESSION', unreachable: true, refused: false },
  ],
  ['unknown code', error('EWHAT'), false, { kind: 'retry', why: 'EWHAT', unreachable: true, refused: false }],
  ['no code', error(), false, { kind: 'retry', why: 'Error', unreachable: true, refused: false }],
  ['gRPC OK', grpc(0), false, { kind: 'delivered', rejected: 0, message: '' }],
  [
    'gRPC UNIMPLEMENTED',
    grpc(12),
    false,
    { kind: 'drop', why: 'gRPC UNIMPLEMENTED (check the configured URL)' },
  ],
  [
    'gRPC UNIMPLEMENTED, optional',
    grpc(12, 'no%20logs'),
    true,
    { kind: 'off', why: "gRPC UNIMPLEMENTED, 'no logs'" },
  ],
  [
    'gRPC RESOURCE_EXHAUSTED without a time',
    grpc(8),
    false,
    { kind: 'drop', why: 'gRPC RESOURCE_EXHAUSTED' },
  ],
  [
    'gRPC INVALID_ARGUMENT',
    grpc(3, '%E0%A4%A'),
    false,
    { kind: 'drop', why: "gRPC INVALID_ARGUMENT, '%E0%A4%A'" },
  ],
  ['a code that gRPC does not have', grpc(99), false, { kind: 'drop', why: 'gRPC code 99' }],
  ...[1, 4, 10, 11, 14, 15].map(
    (code) =>
      [
        `gRPC code ${code}`,
        grpc(code),
        false,
        { kind: 'retry', why: `gRPC ${status[code]}`, unreachable: false, refused: false },
      ] as const,
  ),
  [
    'not sendable',
    error('ERR_UNESCAPED_CHARACTERS'),
    false,
    { kind: 'drop', why: 'ERR_UNESCAPED_CHARACTERS' },
  ],
] as const) {
  test(`verdict on ${what}`, () => assert.deepEqual(verdictOf(outcome, optional), expected));
}
