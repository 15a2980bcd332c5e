/**
 * Secrets of our own making, by kind, each in surroundings that logs have. Made at run time, and the prefixes put together
 * there, so that no scanner of a git host takes this file for a leak.
 */

import { inspect } from 'node:util';
import { ALNUM, Random } from './random.ts';

export interface Planted {
  kind: string;
  /** What must not be left of it in the text. */
  secret: string;
  text: string;
  /** In what it stands, for who looks for what was missed. */
  surrounding: string;
}

const URL_SAFE = `${ALNUM}-_`;
const CAPS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const glue = (...parts: string[]) => parts.join('');

function jwt(r: Random): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: r.digits(6), iat: Number(r.digits(9)) })}.${r.base64url(32)}`;
}

function pem(r: Random, label: string, lineBreak: string): string {
  const lines = Array.from({ length: r.int(3, 25) }, () => r.string(64, `${ALNUM}+/`));
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join(lineBreak);
}

/** Digits of an issuer with Luhn's check digit behind them. */
function card(r: Random, prefix: string, length: number): string {
  const digits = prefix + r.digits(length - 1 - prefix.length);
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function iban(country: string, account: string): string {
  const number = [...`${account}${country}00`].map((char) => Number.parseInt(char, 36)).join('');
  const check = 98n - (BigInt(number) % 97n);
  return `${country}${String(check).padStart(2, '0')}${account}`;
}

const fours = (text: string, by: string) => text.match(/.{1,4}/g)!.join(by);

/** The built-in kinds that say what they are wherever they stand. */
export const secretKinds: Record<string, ((r: Random) => string)[]> = {
  jwt: [jwt],
  aws: ['AKIA', 'ASIA'].map((prefix) => (r: Random) => glue(prefix, r.string(16, CAPS))),
  github: [
    ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((prefix) => (r: Random) => glue(prefix, '_', r.alnum(36))),
    (r) => glue('github', '_pat_', r.alnum(22), '_', r.alnum(59)),
  ],
  slack: [
    (r) => glue('xox', 'b-', r.digits(12), '-', r.digits(13), '-', r.alnum(24)),
    (r) => glue('xox', 'p-', r.digits(12), '-', r.digits(12), '-', r.digits(12), '-', r.hex(32)),
    (r) => glue('xapp', '-1-A', r.string(10, CAPS), '-', r.digits(13), '-', r.hex(64)),
    (r) =>
      glue(
        'https://hooks.slack',
        '.com/services/T',
        r.string(8, CAPS),
        '/B',
        r.string(8, CAPS),
        '/',
        r.alnum(24),
      ),
  ],
  stripe: [
    ...['sk', 'rk'].flatMap((prefix) =>
      ['live', 'test'].map((mode) => (r: Random) => glue(prefix, '_', mode, '_', r.alnum(r.pick([24, 99])))),
    ),
    (r) => glue('whsec', '_', r.alnum(32)),
  ],
  google: [
    (r) => glue('AIza', 'Sy', r.string(33, URL_SAFE.replace('-', ''))),
    (r) => glue('GOCSPX', '-', r.string(27, ALNUM), r.alnum(1)),
    (r) => glue('ya29', '.a0', r.string(120, URL_SAFE), r.alnum(1)),
  ],
  card: [
    (r) => card(r, '4', 16),
    (r) => card(r, r.pick(['51', '55', '2221', '2720']), 16),
    (r) => card(r, r.pick(['34', '37']), 15),
    (r) => card(r, r.pick(['6011', '65']), 16),
    (r) => fours(card(r, '4', 16), ' '),
    (r) => fours(card(r, '54', 16), '-'),
    (r) => card(r, '37', 15).replace(/^(.{4})(.{6})(.{5})$/, '$1 $2 $3'),
  ],
  iban: [
    (r) => iban('DE', r.digits(18)),
    (r) => fours(iban('DE', r.digits(18)), ' '),
    (r) => iban('GB', `WEST${r.digits(14)}`),
    (r) => fours(iban('FR', r.digits(23)), ' '),
    (r) => iban('NL', `ABNA${r.digits(10)}`),
    (r) => iban('CH', r.digits(17)),
  ],
};

type Surrounding = (secret: string, r: Random) => string;

/** Where any of them may stand. */
export const surroundings: Record<string, Surrounding> = {
  alone: (s) => s,
  'end of a sentence': (s) => `request failed for ${s}.`,
  'start of a line': (s) => `${s} was refused`,
  'second line': (s) => `failed:\n${s}\nretrying`,
  'double quotes': (s) => `refused "${s}" at once`,
  'single quotes': (s) => `refused '${s}' at once`,
  backticks: (s) => `refused \`${s}\``,
  'round brackets': (s) => `refused (${s}), retrying`,
  'square brackets': (s) => `[${s}] refused`,
  'angle brackets': (s) => `<${s}>`,
  'curly brackets': (s) => `{${s}}`,
  JSON: (s) => JSON.stringify({ id: 7, value: s, ok: false }),
  'JSON in JSON': (s) => JSON.stringify({ body: JSON.stringify({ value: s, next: 1 }) }),
  'JSON in JSON in JSON': (s) => JSON.stringify({ m: JSON.stringify({ body: JSON.stringify([s]) }) }),
  'escaped line break': (s) => JSON.stringify({ log: `failed\n${s}\nretrying` }),
  'escaped tab': (s) => JSON.stringify({ log: `failed\t${s}\tretrying` }),
  logfmt: (s) => `level=warn val=${s} attempt=3`,
  YAML: (s) => `shop:\n  value: ${s}\n  retries: 3\n`,
  'a list of YAML': (s) => `values:\n  - ${s}\n  - none\n`,
  '.env': (s) => `HOST=shop\nVALUE=${s}\nPORT=80\n`,
  shell: (s) => `export VALUE='${s}' && ./run --value=${s} --fast`,
  SQL: (s) => `INSERT INTO t (a, b) VALUES (1, '${s}')`,
  CSV: (s) => `7,${s},false`,
  tabs: (s) => `7\t${s}\tfalse`,
  pipes: (s) => `7|${s}|false`,
  'a stack trace': (s) => `Error: bad value ${s}\n    at check (/app/check.js:1:2)`,
  XML: (s) => `<item><value>${s}</value></item>`,
  attribute: (s) => `<item value="${s}"/>`,
  'HTML entities': (s) => `{&quot;value&quot;:&quot;${s}&quot;}`,
  'Java object': (s) => `Payment{id=7, value=${s}, retries=3}`,
  'Go map': (s) => `map[id:7 value:${s} retries:3]`,
  Python: (s) => `{'id': 7, 'value': '${s}', 'ok': False}`,
  'an inspected object': (s) => inspect({ id: 7, data: { value: s, all: [s] } }),
  'an inspected map': (s) => inspect(new Map([['value', s]])),
  'colors in JSON': (s) => JSON.stringify(`\u001b[32m${s}\u001b[39m`),
  'encoded twice': (s) => encodeURIComponent(encodeURIComponent(`{"value":"${s}"}`)),
  'colors of a terminal': (s) => `\u001b[32m${s}\u001b[39m done`,
  'typographic quotes': (s) => `refused “${s}”`,
  Japanese: (s) => `値は${s}です`,
  'colon before, comma behind': (s) => `value:${s},next:1`,
  'semicolon behind': (s) => `value = ${s};`,
  'exclamation mark': (s) => `do not log ${s}!`,
};

/** For those without blanks alone. */
const inUrls: Record<string, Surrounding> = {
  query: (s) => `GET https://api.example/v1/items?id=7&value=${encodeURIComponent(s)}&x=1`,
  path: (s) => `GET /v1/items/${encodeURIComponent(s)}/edit 404`,
  'encoded form': (s) => encodeURIComponent(JSON.stringify({ value: s, id: 7 })),
  fragment: (s) => `https://app.example/#value=${encodeURIComponent(s)}`,
};

const PASSWORDS: ((r: Random) => string)[] = [
  () => 'hunter2',
  () => 'swordfish',
  () => 'Tr0ub4dor&3',
  () => 'correct-horse-battery',
  (r) => r.alnum(12),
  (r) => `${r.alnum(8)}!#${r.digits(2)}`,
  (r) => `${r.alnum(20)}/+${r.alnum(18)}`,
  (r) => r.hex(32),
  (r) => r.uuid(),
];

const NAMES =
  'password passwd pwd DB_PASSWORD dbPassword user_password passphrase secret client_secret clientSecret api_key apiKey API_KEY x-api-key access_token accessToken refresh_token auth_token secret_key secretAccessKey aws_secret_access_key private_key encryption_key'.split(
    ' ',
  );

/** How a name and its value are written. */
export const assignments: Record<string, (name: string, value: string) => string> = {
  logfmt: (n, v) => `level=info ${n}=${v} user=7`,
  'at the end': (n, v) => `login failed, ${n}=${v}`,
  'quoted logfmt': (n, v) => `level=info ${n}="${v}" user=7`,
  JSON: (n, v) => JSON.stringify({ user: 7, [n]: v, ok: true }),
  'spaced JSON': (n, v) => JSON.stringify({ user: 7, [n]: v }, null, 2),
  'JSON in JSON': (n, v) => JSON.stringify({ body: JSON.stringify({ [n]: v, id: 7 }) }),
  'JSON in JSON in JSON': (n, v) =>
    JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ [n]: v, id: 7 }) }) }),
  YAML: (n, v) => `db:\n  user: bob\n  ${n}: ${v}\n  port: 5432\n`,
  'quoted YAML': (n, v) => `db:\n  ${n}: '${v}'\n`,
  '.env': (n, v) => `HOST=db\n${n}=${v}\nPORT=1\n`,
  export: (n, v) => `export ${n}='${v}'; ./run`,
  'option with =': (n, v) => `./run --${n}=${v} --fast`,
  option: (n, v) => `./run --${n} ${v} --fast`,
  'JS object': (n, v) => `{ user: 'bob', ${/^\w+$/.test(n) ? n : `'${n}'`}: '${v}', port: 1 }`,
  'JS constant': (n, v) => `const ${n.replaceAll('-', '')} = "${v}";`,
  Python: (n, v) => `{'user': 'bob', '${n}': '${v}'}`,
  Ruby: (n, v) => `{"user"=>"bob", "${n}"=>"${v}"}`,
  'Go map': (n, v) => `map[user:bob ${n}:${v} port:1]`,
  'Java object': (n, v) => `Config{user=bob, ${n}=${v}, port=1}`,
  'Java properties': (n, v) => `spring.datasource.${n}=${v}\nspring.port=1`,
  call: (n, v) => `System.setProperty("${n}", "${v}${/\d/.test(v) ? '' : '1a2b3c4d5e'}")`,
  header: (n, v) => `GET / HTTP/1.1\r\nhost: shop\r\n${n}: ${v}\r\naccept: */*\r\n`,
  'pair of objects': (n, v) => JSON.stringify([{ name: n, value: v }]),
  XML: (n, v) => `<db><${n}>${v}</${n}></db>`,
  'XML attribute': (n, v) => `<db user="bob" ${n}="${v}"/>`,
  'connection string': (n, v) => `Server=db;User Id=bob;${n}=${v};Encrypt=true`,
  form: (n, v) => `user=bob&${n}=${encodeURIComponent(v)}&go=1`,
  'encoded form': (n, v) => encodeURIComponent(`user=bob&${n}=${v}&go=1`),
  'inspected object': (n, v) => inspect({ user: 'bob', [n]: v }),
  'inspected object in colors': (n, v) => inspect({ [n]: v }, { colors: true }),
  'inspected map': (n, v) => inspect(new Map([[n, v]])),
  'list of JSON': (n, v) => JSON.stringify({ [n]: [v] }),
  'spaced pair of objects': (n, v) => JSON.stringify([{ name: n, value: v }], null, 2),
  'environment in YAML': (n, v) => `env:\n  - name: ${n}\n    value: "${v}"\n`,
  'encoded JSON': (n, v) => encodeURIComponent(JSON.stringify({ [n]: v })).replace(encodeURIComponent(v), v),
  'JSON in HTML': (n, v) => `{&quot;${n}&quot;:&quot;${v}&quot;}`,
  'dump of PHP': (n, v) => `["${n}"]=> string(${v.length}) "${v}"`,
  'tagged line': (n, v) => `[auth] ${n}: ${v}`,
};

/** Of each kind, each way to make it, each surrounding: `times` secrets. */
export function plantedSecrets(times: number, seed = 1): Planted[] {
  const r = new Random(seed);
  const planted: Planted[] = [];
  const plant = (kind: string, surrounding: string, secret: string, text: string) =>
    planted.push({ kind, surrounding, secret, text });
  for (let round = 0; round < times; round++) {
    for (const [kind, makers] of Object.entries(secretKinds)) {
      for (const make of makers) {
        for (const [name, surround] of Object.entries(surroundings)) {
          const secret = make(r);
          plant(kind, name, secret, surround(secret, r));
        }
        for (const [name, surround] of Object.entries(inUrls)) {
          const secret = make(r);
          if (!/[ :]/.test(secret)) plant(kind, name, secret, surround(secret, r));
        }
      }
    }
    for (const [name, assign] of Object.entries(assignments)) {
      for (const secretName of NAMES) {
        const value = r.pick(PASSWORDS)(r);
        const written = name === 'encoded form' || name === 'form' ? encodeURIComponent(value) : value;
        if (/[&+/]/.test(value) && name.includes('form')) continue;
        plant('named', `${name}, ${secretName}`, written, assign(secretName, value));
      }
    }
    plantCredentials(r, plant);
    plantKeys(r, plant);
  }
  return planted;
}

function plantCredentials(
  r: Random,
  plant: (kind: string, where: string, secret: string, text: string) => void,
): void {
  const basic = Buffer.from(`${r.alnum(6)}:${r.alnum(10)}`).toString('base64');
  const bearers = [r.alnum(32), r.base64url(40), r.hex(40), r.uuid()];
  const credentials = [...bearers.map((token) => ['Bearer', token]), ['Basic', basic]] as [string, string][];
  for (const [scheme, secret] of credentials) {
    for (const [where, text] of Object.entries({
      header: `Authorization: ${scheme} ${secret}\r\nAccept: */*`,
      'small letters': `authorization: ${scheme.toLowerCase()} ${secret}`,
      'capital letters': `AUTHORIZATION: ${scheme.toUpperCase()} ${secret}`,
      JSON: JSON.stringify({ headers: { authorization: `${scheme} ${secret}`, host: 'shop' } }),
      'JSON in JSON': JSON.stringify({ m: JSON.stringify({ Authorization: `${scheme} ${secret}` }) }),
      'raw headers': JSON.stringify(['Host', 'shop', 'Authorization', `${scheme} ${secret}`]),
      curl: `curl -H 'Authorization: ${scheme} ${secret}' https://shop.example/`,
      prose: `sent ${scheme} ${secret} and got 401`,
      proxy: `Proxy-Authorization: ${scheme} ${secret}`,
      logfmt: `authorization="${scheme} ${secret}" status=401`,
      encoded: `authorization=${scheme}%20${encodeURIComponent(secret)}`,
    })) {
      plant('authorization', where, secret.replaceAll('=', ''), text);
    }
  }
  const password = r.alnum(12);
  for (const [where, text] of Object.entries({
    postgres: `connecting to postgres://bob:${password}@db.internal:5432/shop?ssl=true`,
    https: `GET https://bob:${password}@api.example/v1 401`,
    redis: `"redis://:${password}@cache:6379/0"`,
    mongodb: `MONGO_URL=mongodb+srv://shop:${password}@cluster0.example.net/?retryWrites=true`,
    amqp: `amqp://shop:${password}@mq refused`,
    git: `fatal: unable to access 'https://bob:${password}@git.example/shop.git/': 403`,
    'escaped JSON': JSON.stringify({ m: JSON.stringify({ url: `mysql://root:${password}@db/shop` }) }),
    'JSON of PHP': JSON.stringify({ url: `mysql://root:${password}@db/shop` }).replaceAll('/', '\\/'),
    encoded: `next=${encodeURIComponent(`https://bob:${password}@api.example/v1`)}&x=1`,
    'with a #': `postgres://bob:#${password}@db/shop`,
    'with an @': `ftp://bob:${password}@x@files.example/`,
  })) {
    plant('url', where, password, text);
  }
  const session = r.alnum(32);
  for (const [where, text] of Object.entries({
    cookie: `Cookie: theme=dark; sid=${session}; lang=de`,
    'set-cookie': `set-cookie: sid=${session}; Path=/; HttpOnly`,
    JSON: JSON.stringify({ headers: { cookie: `sid=${session}; theme=dark` } }),
  })) {
    plant('cookie', where, session, text);
  }
}

function plantKeys(
  r: Random,
  plant: (kind: string, where: string, secret: string, text: string) => void,
): void {
  for (const label of [
    'PRIVATE KEY',
    'RSA PRIVATE KEY',
    'EC PRIVATE KEY',
    'OPENSSH PRIVATE KEY',
    'ENCRYPTED PRIVATE KEY',
    'DSA PRIVATE KEY',
    'PGP PRIVATE KEY BLOCK',
  ]) {
    for (const [where, lineBreak] of [
      ['lines', '\n'],
      ['CRLF', '\r\n'],
      ['escaped', '\\n'],
      ['twice escaped', '\\\\n'],
      ['one line', ' '],
    ] as const) {
      const key = pem(r, label, lineBreak);
      const middle = key.slice(60, 110);
      plant('private-key', where, middle, `loaded ${key} from disk`);
      plant('private-key', `${where}, cut off`, middle, `loaded ${key.slice(0, 180)}`);
      plant('private-key', `${where}, JSON`, middle, `{"key":"${key}","id":7}`);
    }
  }
}
