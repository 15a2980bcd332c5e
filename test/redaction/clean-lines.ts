/**
 * Log lines of our own making without any secret, of what looks most like one: ids, hashes, numbers, base64, and prose
 * about passwords. Another seed gives other lines of the same kinds.
 */

import { inspect } from 'node:util';
import { Random } from './random.ts';

type Line = (random: Random) => string;

const WORDS =
  'order basket payment customer shipment invoice refund warehouse item coupon session page search'.split(
    ' ',
  );
const AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const time = (r: Random) =>
  `2026-11-${r.int(10, 28)}T${r.int(10, 23)}:${r.int(10, 59)}:${r.int(10, 59)}.${r.digits(3)}Z`;
const ip = (r: Random) => `${r.int(1, 223)}.${r.int(0, 255)}.${r.int(0, 255)}.${r.int(1, 254)}`;

/** What they are of, and how each is made. */
export const cleanKinds: Record<string, readonly Line[]> = {
  'access logs': [
    (r) =>
      `${ip(r)} - - [26/Nov/2026:11:29:30 +0000] "GET /orders/${r.uuid()}?page=${r.int(1, 9)}&sort=asc HTTP/1.1" 200 ${r.digits(4)} "-" "${AGENT}"`,
    (r) =>
      `${ip(r)} - bob [26/Nov/2026:11:29:30 +0000] "POST /login HTTP/2.0" 401 ${r.digits(2)} "https://shop.example/login?next=%2Forders%2F${r.digits(5)}" "curl/8.9.1"`,
    (r) => `GET /static/app.${r.hex(8)}.js 304 ${r.int(1, 90)} ms - -`,
    (r) => `"PUT /v2/shop/blobs/uploads/${r.uuid()}?digest=sha256%3A${r.hex(64)} HTTP/1.1" 201`,
  ],
  'JSON lines': [
    (r) =>
      `{"level":30,"time":17326205${r.digits(5)},"pid":${r.digits(4)},"hostname":"shop-${r.hex(10)}-${r.string(5, 'bcdfghjklm')}","trace_id":"${r.hex(32)}","span_id":"${r.hex(16)}","request_id":"${r.uuid()}","msg":"${r.pick(WORDS)} stored"}`,
    (r) =>
      `{"level":"info","order":{"id":"${r.uuid()}","total":${r.int(1, 99)}.5,"currency":"EUR","items":${r.int(1, 9)}},"customer":"c-${r.digits(8)}","durationMs":${r.int(1, 999)}}`,
    (r) =>
      `{"etag":"W/\\"${r.hex(4)}-${r.base64(20).slice(0, 27)}\\"","status":304,"path":"/api/${r.pick(WORDS)}s/${r.digits(6)}"}`,
    (r) =>
      `{"event":"token_refresh_scheduled","expires_in":3600,"token_type":"bearer","scope":"read write","userId":${r.digits(7)}}`,
    (r) =>
      `{"model":"gpt-5","max_tokens":4096,"prompt_tokens":${r.int(10, 999)},"completion_tokens":${r.int(10, 999)},"total_tokens":${r.digits(4)}}`,
    (r) =>
      `{"errors":{"password":["must be at least 12 characters","is too common"],"email":"is taken"},"status":422,"id":"${r.uuid()}"}`,
    (r) => `{"nextPageToken":"${r.alnum(3)}","pageSize":50,"total":${r.digits(3)}}`,
    (r) => `{"partitionKey":"${r.uuid()}","sortKey":"ORDER#${r.digits(10)}","ttl":17326205${r.digits(2)}}`,
  ],
  SQL: [
    (r) =>
      `SELECT o.id, o.total, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = $1 AND o.created_at > $2 LIMIT ${r.int(1, 90)}`,
    () =>
      'UPDATE users SET password_hash = ?, password_changed_at = now() WHERE id = ? AND reset_token IS NULL',
    (r) =>
      `INSERT INTO api_keys (id, owner, created_at) VALUES ($1, $2, $3) RETURNING id -- took ${r.int(1, 99)} ms`,
    (r) =>
      `duplicate key value violates unique constraint "orders_pkey": Key (id)=(${r.uuid()}) already exists.`,
  ],
  'stack traces': [
    (r) =>
      `Error: connect ECONNREFUSED 127.0.0.1:${r.digits(4)}\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)\n    at async Pool.connect (/app/node_modules/pg-pool/index.js:${r.int(9, 99)}:11)`,
    (r) =>
      `SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON\n    at JSON.parse (<anonymous>)\n    at parse (/app/src/${r.pick(WORDS)}.js:${r.int(9, 99)}:20)`,
    (r) =>
      `TypeError: Cannot read properties of undefined (reading 'token')\n    at authenticate (/app/src/auth/session-token.ts:${r.int(9, 99)}:33)`,
    () =>
      'java.lang.IllegalStateException: secretKey must be set\n\tat io.jsonwebtoken.impl.DefaultJwtBuilder.compact(DefaultJwtBuilder.java:299)',
  ],
  'ids and hashes': [
    (r) => `deployed ${r.hex(40)} (${r.hex(7)}) to production`,
    (r) => `trace ${r.hex(32)} span ${r.hex(16)} parent 00-${r.hex(32)}-${r.hex(16)}-01`,
    (r) => `pulled registry.example/shop@sha256:${r.hex(64)} in ${r.int(1, 90)} s`,
    (r) => `"integrity": "sha512-${r.base64(64)}",`,
    (r) => `cache miss key=user:${r.digits(6)}:profile shard=${r.int(0, 63)} hash=${r.hex(16)}`,
    (r) => `object key=images/2026/11/${r.uuid()}.png bucket=shop-media-eu size=${r.digits(6)}`,
    (r) => `idempotency-key: ${r.uuid()} replayed, x-request-id: ${r.uuid()}`,
    (r) => `ssh: host key fingerprint is SHA256:${r.base64(32).slice(0, 43)}`,
    (r) => `job ${r.alnum(21)} moved to queue ${r.pick(WORDS)}-${r.int(1, 9)}, message id ${r.base64(12)}`,
    (r) => `mongo _id ObjectId('${r.hex(24)}') version ${r.int(0, 30)}`,
    (r) => `snapshot 0x${r.hex(64)} block ${r.digits(8)} from 0x${r.hex(40)}`,
  ],
  numbers: [
    (r) => `order ${r.digits(16)} is packed`,
    (r) => `order number ${r.int(1, 9)}${r.digits(12)}, parcel 00${r.digits(18)}`,
    (r) => `ISBN 978-3-${r.digits(2)}-${r.digits(6)}-${r.digits(1)} and 978${r.digits(10)} are sold out`,
    (r) => `call +49 30 ${r.digits(7)} or (555) 01${r.digits(1)}-${r.digits(4)}`,
    (r) =>
      `at ${Date.UTC(2026, 10, r.int(1, 28))}${r.digits(6)} ns, ${Date.UTC(2026, 10, r.int(1, 28))} ms, offset ${r.digits(12)}`,
    (r) =>
      `tweet ${r.int(10, 19)}${r.digits(17)} account ${r.digits(12)} table [1, 22, 333, ${r.digits(4)}, ${r.digits(4)}, ${r.digits(4)}]`,
    (r) =>
      `latency p50 ${r.int(1, 9)} p99 ${r.digits(3)} max ${r.digits(4)} count ${r.digits(7)} sum ${r.digits(9)}.${r.digits(6)}`,
    (r) => `position 52.${r.digits(14)}, 13.${r.digits(14)}`,
  ],
  base64: [
    (r) => `data:image/png;base64,iVBORw0KGgo${r.base64(r.int(60, 600))}`,
    (r) => `{"thumbnail":"${r.base64(r.int(60, 300))}","type":"image/webp"}`,
    (r) => `body ${r.base64(90)} (${r.digits(3)} bytes)`,
  ],
  'inspected objects': [
    (r) => inspect({ credentials: 'include', mode: 'cors', id: r.uuid(), password: undefined, token: null }),
    (r) =>
      inspect(
        new Map<string, unknown>([
          ['sortKey', `ORDER#${r.digits(10)}`],
          ['nextToken', null],
        ]),
      ),
    () => inspect({ fields: ['password', 'confirmPassword', 'apiKey'] }),
    () => inspect({ password: ['must be at least 12 characters'], token: ['is invalid'] }),
  ],
  'clusters and brokers': [
    (r) => `MountVolume.SetUp failed: secret "shop-db-credentials-${r.hex(5)}" not found`,
    () => 'env:\n  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef:\n        key: password\n',
    () => 'ssl.keystore.password = [hidden]\n\tssl.key.password = null\n\tsasl.jaas.config = [hidden]',
    (r) => `ca.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSU${r.base64(90)}`,
    () =>
      'mysql -h db -u root -p shop < dump.sql; kubectl create secret generic db --from-file=password=./pw',
    () =>
      'CREATE USER bob WITH LOGIN; ALTER TABLE t ADD COLUMN password text NOT NULL; SET PASSWORD POLICY = strong',
  ],
  code: [
    () => '{password: password, token: token, apiKey: apiKey}; this.password=t.password',
    () =>
      'type Query { login(password: String!): Token } interface Login { password: string; token?: Token }',
    (r) => `PWD=/srv/app/${r.hex(7)} OLDPWD=/ HOME=/root`,
    (r) => `http://host:8080/@scope/pkg@1.2.${r.int(0, 9)} ssh://git@github.com/acme/x.git`,
    (r) => `Sec-WebSocket-Key: ${r.base64(16)}`,
  ],
  'prose about secrets': [
    () => 'Bearer token missing, sending WWW-Authenticate: Bearer realm="shop", error="invalid_token"',
    () => 'Basic authentication is required: try again',
    (r) => `invalid password: user ${r.digits(5)} has ${r.int(1, 4)} attempts left`,
    () => 'token expired, refreshing',
    () => 'password: must be at least 8 characters',
    () => 'secret santa: draw your name until Friday',
    (r) => `tokenizer loaded, vocab_size=${r.digits(5)} special_tokens=${r.int(2, 9)} eos_token=</s>`,
    () => 'authorization: required for this resource',
    () => 'Set API_KEY=<your key> or pass --api-key $API_KEY, see https://docs.example/keys?topic=api-keys',
    (r) => `password reset e-mail sent to customer ${r.digits(7)}, token valid for 30 minutes`,
    () => 'env: DB_PASSWORD=****** API_TOKEN=[REDACTED] SESSION_SECRET=$' + '{SESSION_SECRET}',
    (r) => `secret "shop-db" mounted at /run/secrets/db-password, version ${r.int(1, 9)}`,
    () => 'const token = await getToken(request.headers.authorization)',
    (r) =>
      `kms_key_id=${r.uuid()} secret_arn=arn:aws:secretsmanager:eu-west-1:${r.digits(12)}:secret:shop/db`,
    (r) => `token_count=${r.digits(4)} key_length=2048 auth_method=password session_timeout=${r.digits(4)}`,
    () => 'passed: 12 failed: 3 skipped: 0, pass=12, author: jane, keyboard=de, monkey: see',
    (r) =>
      `public key ${r.base64(32)} added, -----BEGIN CERTIFICATE-----${r.base64(60)}-----END CERTIFICATE-----`,
  ],
};

/** `count` lines, as many of each kind, with the kind of each. */
export function cleanLines(count: number, seed = 1): { kind: string; text: string }[] {
  const random = new Random(seed);
  const kinds = Object.entries(cleanKinds);
  return Array.from({ length: count }, (_, index) => {
    const [kind, lines] = kinds[index % kinds.length]!;
    return {
      kind,
      text: random
        .pick(lines)(random)
        .replace(/^/, random.int(0, 2) === 0 ? `${time(random)} INFO ` : ''),
    };
  });
}
