import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NameMemory } from '../names/name-memory.ts';
import { Redactor } from '../redactor.ts';
import { redactEmbeddedQueries } from './embedded.ts';
import { parameterSuspicion, sensitiveParameters } from './sensitive-parameters.ts';
import { redactQuery, redactUrl, type UrlRules } from './url.ts';

const names = new NameMemory(
  { keys: ['dob', 'voucher_no'], allow: ['page_token', 'public_token'] },
  (name) => name,
);
const rules: UrlRules = {
  isSensitive: sensitiveParameters(names),
  suspicion: parameterSuspicion(names),
  replace: () => 'REDACTED',
  removes: false,
};

type Row = [condition: string, given: string, expected?: string];

const QUERIES: Row[] = [
  ['an ordinary query', 'page=2&sort=name&zip_code_x=1'],
  ['unusual spelling', 'a&b=&=c&d=%20&e=+'],
  ['a key without a value', 'sig&token'],
  ['an empty value', 'token=&a=1'],
  ...[
    ...['sig', 'Signature', 'AWSAccessKeyId', 'X-Goog-Signature', 'X-Goog-Credential', 'X-Amz-Signature'],
    ...[
      'X-Amz-Credential',
      'X-Amz-Security-Token',
      'token',
      'access_token',
      'refreshToken',
      'id_token',
      'code',
    ],
    ...[
      'api_key',
      'apikey',
      'API-KEY',
      'key_secret',
      'client_secret',
      'password',
      'pass',
      'pwd',
      'auth',
      'jwt',
    ],
    ...[
      'session',
      'sessionid',
      'sid',
      'otp',
      'csrf',
      'assertion',
      'SAMLResponse',
      'user[password]',
      'dob',
      'VoucherNo',
    ],
  ].map((name): Row => [name, `a=1&${name}=x=y&b=2`, `a=1&${name}=REDACTED&b=2`]),
  ['every occurrence', 'sig=1&sig=2', 'sig=REDACTED&sig=REDACTED'],
  ['an encoded key', '%73ig=1&%74%6F%6b%65%6e=2', '%73ig=REDACTED&%74%6F%6b%65%6e=REDACTED'],
  ['a broken escape', '%zz=1&sig=2', '%zz=1&sig=REDACTED'],
  [
    'keys that only contain one',
    'design=1&signal=2&tokens=3&author=4&codec=5&key=6&state=7&public_token=8&country_code=9&last_session=1',
  ],
  [
    'a URL in a value',
    'next=https%3A%2F%2Fb%2F%3Fa%3D1%26token%3Dx',
    'next=https%3A%2F%2Fb%2F%3Fa%3D1%26token%3DREDACTED',
  ],
  [
    'credentials in a value',
    'repo=https%3A%2F%2Fa%3Ab%40host',
    'repo=https%3A%2F%2FREDACTED%3AREDACTED%40host',
  ],
  [
    'credentials in a value that was escaped twice',
    'repo=https%253A%252F%252Fa%253Ab%2540host',
    'repo=https%3A%2F%2FREDACTED%3AREDACTED%40host',
  ],
  [
    'credentials in a value without a scheme',
    'u=//a:b@host&sig=1',
    'u=%2F%2FREDACTED%3AREDACTED%40host&sig=REDACTED',
  ],
  ['a code of whoever calls a webhook', 'shop=a&hmac=1b2c', 'shop=a&hmac=REDACTED'],
  ['a key that was escaped twice', '%2574oken=1', '%2574oken=REDACTED'],
  ['a URL with a broken escape in a value', 'u=/a?token=x%zz', 'u=%2Fa%3Ftoken%3DREDACTED'],
];

const URLS: Row[] = [
  ['no query', 'https://shop/orders/7'],
  ['a path', '/cb?code=1', '/cb?code=REDACTED'],
  ['user and password', 'https://user:pass@shop:8080/a', 'https://REDACTED:REDACTED@shop:8080/a'],
  ['a user alone, over HTTP', 'https://ghx@shop', 'https://REDACTED@shop'],
  ['a user alone, elsewhere', 'ssh://git@shop/a.git'],
  ['a password alone', 'redis://:pass@cache:6379/0', 'redis://REDACTED:REDACTED@cache:6379/0'],
  ['a password with @', 'amqp://u:p@ss@host/v', 'amqp://REDACTED:REDACTED@host/v'],
  ['a password with /', 'postgres://u:p/ss@host/db', 'postgres://REDACTED:REDACTED@host/db'],
  ['no scheme', '//u:p@host/a', '//REDACTED:REDACTED@host/a'],
  ['@ in a path behind two slashes', '//img@2x/a.png'],
  ['@ in a path', 'https://shop:8080/@user/a@b', 'https://shop:8080/@user/a@b'],
  ['@ in a query', 'https://shop?mail=a@b', 'https://shop?mail=a@b'],
  [
    'credentials and a query',
    'https://u:p@shop/?sig=1&a=2',
    'https://REDACTED:REDACTED@shop/?sig=REDACTED&a=2',
  ],
  ['what is redacted', 'https://REDACTED:REDACTED@shop/?sig=REDACTED'],
  ['a fragment', 'https://shop/#access_token=1&state=2', 'https://shop/#access_token=REDACTED&state=2'],
  ['a fragment with a path', '/#/cb?token=1', '/#/cb?token=REDACTED'],
  ['a fragment with a question behind the query', '/a?b=1#c?token=2', '/a?b=1#c?token=REDACTED'],
  ['a parameter in the path', '/cart;jsessionid=1A/x;v=1?a=2', '/cart;jsessionid=REDACTED/x;v=1?a=2'],
];

const TEXTS: Row[] = [
  ['a question', 'what? token'],
  ['a URL', 'GET https://a/?token=x&b=1 failed', 'GET https://a/?token=REDACTED&b=1 failed'],
  [
    'URLs in quotes',
    `"/a?sig=x" '/b?code=y' (/c?sid=z)`,
    `"/a?sig=REDACTED" '/b?code=REDACTED' (/c?sid=REDACTED)`,
  ],
  ['a list', 'see /a?b[]=1&token[]=x y', 'see /a?b[]=1&token[]=REDACTED y'],
  ['a URL at the end', 'see /a?b=1&sig=x', 'see /a?b=1&sig=REDACTED'],
];

function check(redact: (given: string, rules: UrlRules) => string, rows: readonly Row[]): void {
  for (const [condition, given, expected = given] of rows) {
    it(`treats ${condition}`, () => {
      assert.equal(redact(given, rules), expected);
      assert.equal(redact(expected, rules), expected, 'a second time changes nothing');
    });
  }
}

describe('redactQuery', () => check((query) => redactQuery(query, rules), QUERIES));
describe('redactUrl', () => check(redactUrl, URLS));
describe('redactEmbeddedQueries', () => check(redactEmbeddedQueries, TEXTS));

it('removes parameters with their names where that is the mode', () => {
  const removing = new Redactor({ mode: 'remove' });
  assert.equal(
    removing.url('https://u:p@shop/;sid=1/a?b=1&token=2&c=3'),
    'https://shop/;sid=1/a?b=1&c=3'.replace(';sid=1', ''),
  );
  assert.equal(removing.query('token=2'), '');
});
