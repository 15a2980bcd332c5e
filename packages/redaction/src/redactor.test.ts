import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Redactor } from './redactor.ts';

const redactor = new Redactor();

describe('attributes', () => {
  const rows: [condition: string, given: Record<string, unknown>, expected: Record<string, unknown>][] = [
    ['a password', { 'app.password': 'x1' }, { 'app.password': 'REDACTED' }],
    ['what stands beside it', { a: 1, password: 'x', b: 'c' }, { a: 1, password: 'REDACTED', b: 'c' }],
    [
      'a captured header, which is an array',
      { 'http.request.header.authorization': ['Bearer abc'] },
      { 'http.request.header.authorization': ['REDACTED'] },
    ],
    ['a number', { password: 123456, token: 7 }, { password: 'REDACTED', token: 7 }],
    [
      'what says nothing',
      { password: '', secret: true, token: null, pwd: 'true', apiKey: 'undefined' },
      { password: '', secret: true, token: null, pwd: 'true', apiKey: 'undefined' },
    ],
    ['what is redacted', { password: 'REDACTED' }, { password: 'REDACTED' }],
    [
      'a property in an object in an array',
      { users: [{ id: 1, apiKey: 'x' }, { id: 2 }] },
      { users: [{ id: 1, apiKey: 'REDACTED' }, { id: 2 }] },
    ],
    [
      'all that is within a secret',
      { credentials: { user: 'a', more: ['b', 2] } },
      { credentials: { user: 'REDACTED', more: ['REDACTED', 'REDACTED'] } },
    ],
    [
      'pairs of name and value',
      {
        headers: [
          { name: 'X-Api-Key', value: 'x' },
          { name: 'Accept', value: 'y' },
        ],
      },
      {
        headers: [
          { name: 'X-Api-Key', value: 'REDACTED' },
          { name: 'Accept', value: 'y' },
        ],
      },
    ],
    [
      'arguments of a process',
      { 'process.command_args': ['node', 'a.js', '--db-password', 'x', '--port', '80'] },
      { 'process.command_args': ['node', 'a.js', '--db-password', 'REDACTED', '--port', '80'] },
    ],
    [
      'statements in errors, and their values',
      { err: { sql: "SELECT 'x'", parameters: ['x', 1], code: 'E' }, query: "select a from b where c = 'x'" },
      {
        err: { sql: 'SELECT ?', parameters: ['REDACTED', 'REDACTED'], code: 'E' },
        query: 'select a from b where c = ?',
      },
    ],
    [
      'no statement',
      { query: 'red shoes 42', values: [1, 'a'] },
      { query: 'red shoes 42', values: [1, 'a'] },
    ],
    [
      'headers in a list',
      {
        rawHeaders: ['Accept', 'a', 'Cookie', 'b'],
        headers: [['x-api-key', 'a']],
        fields: ['password', 'b'],
      },
      {
        rawHeaders: ['Accept', 'a', 'Cookie', 'REDACTED'],
        headers: [['x-api-key', 'REDACTED']],
        fields: ['password', 'b'],
      },
    ],
    ['maps', { a: new Map([['password', 'x']]) }, { a: { password: 'REDACTED' } }],
    [
      'options of a process',
      { 'process.command_args': ['--token=x', '--name=y', '-a=b', 'token=x'] },
      { 'process.command_args': ['--token=REDACTED', '--name=y', '-a=b', 'token=x'] },
    ],
    [
      'a URL',
      { 'url.full': 'https://u:p@shop/cb?code=1&state=2#access_token=3' },
      { 'url.full': 'https://REDACTED:REDACTED@shop/cb?code=REDACTED&state=2#access_token=REDACTED' },
    ],
    [
      'a URL in a text',
      { note: 'GET /cb?token=abc&a=1 failed' },
      { note: 'GET /cb?token=REDACTED&a=1 failed' },
    ],
  ];
  for (const [condition, given, expected] of rows) {
    it(`redacts ${condition}`, () => {
      const before = structuredClone(given);
      const redacted = redactor.attributes(given as never);
      assert.deepEqual(redacted, expected);
      assert.deepEqual(given, before);
      assert.equal(redactor.attributes(redacted), redacted, 'a second time changes nothing');
    });
  }

  it('returns clean attributes as they are', () => {
    const clean = {
      'url.full': 'https://shop/a?b=1',
      list: [1, 'a'],
      map: { a: { b: 'c' } },
      nan: Number.NaN,
    };
    assert.equal(redactor.attributes(clean as never), clean);
  });
});

describe('modes', () => {
  it('remove leaves out what is nothing but a secret', () => {
    const removing = new Redactor({ mode: 'remove' });
    assert.equal(removing.attribute('password', 'x'), undefined);
    assert.deepEqual(removing.attributes({ a: 1, password: 'x' }), { a: 1 });
    const card = ['4111', '1111', '1111', '1111'].join(' ');
    assert.deepEqual(removing.attributes({ a: '', said: card, of: [card] }), { a: '', of: [null] });
    assert.equal(removing.attribute('url.full', 'https://u:p@shop/cb?code=1&b=2'), 'https://shop/cb?b=2');
  });

  it('remove leaves a dash in a text where the next word would be taken for the secret', () => {
    const removing = new Redactor({ mode: 'remove' });
    const removed = removing.text('login failed: password=hunter22 for ann');
    assert.equal(removed, 'login failed: password=- for ann');
    assert.equal(removing.text(removed), removed);
  });

  it('hmac tells equal secrets to be equal, once', () => {
    const hashing = new Redactor({ mode: 'hmac', hmacKey: 'key' });
    const masked = hashing.attribute('password', 'x') as string;
    assert.match(masked, /^hmac:[0-9a-f]{16}$/);
    assert.equal(hashing.attribute('password', masked), masked);
    assert.equal(hashing.attribute('secret', 'x'), masked);
    assert.notEqual(new Redactor({ mode: 'hmac', hmacKey: 'other' }).attribute('password', 'x'), masked);
    const url = hashing.attribute('url.full', 'https://u:p@shop/?code=x');
    assert.equal(url, `https://${hashing.attribute('secret', 'u:p')}@shop/?code=${masked}`);
    assert.equal(hashing.attribute('url.full', url), url);
  });

  for (const mode of ['mask', 'hmac', 'remove'] as const) {
    it(`${mode} leaves a host behind a login where addresses are looked for`, () => {
      const looking = new Redactor({ mode, hmacKey: 'key', detectors: ['email'] });
      for (const redacted of [
        looking.attribute('url.full', 'https://ann:hunter22@pay.example/x') as string,
        looking.text('sent to https://ann:hunter22@pay.example/x'),
      ]) {
        assert.match(redacted, /pay\.example\/x$/);
        assert.doesNotMatch(redacted, /ann|hunter22/);
        assert.equal(looking.text(redacted), redacted);
      }
    });
  }

  it('hmac needs a key', () => assert.throws(() => new Redactor({ mode: 'hmac' }), /hmacKey/));
});

it('knows a text again, and not one that is like it', () => {
  for (const texts of [
    ['order 17 is paid', 'order 18 is paid'],
    ['login: password=hunter22', 'login: passwort=hunter22'],
  ]) {
    const alone = texts.map((text) => new Redactor().text(text));
    assert.deepEqual(
      [...texts, ...texts].map((text) => redactor.text(text)),
      [...alone, ...alone],
    );
  }
});

it('counts by rule', () => {
  const counting = new Redactor();
  counting.attributes({ password: 'x', secret: 'y', 'url.query': 'token=z' });
  counting.attributes({ password: 'REDACTED' });
  assert.deepEqual(
    [...counting.counts],
    [
      ['key', 2],
      ['url', 1],
    ],
  );
});

describe('what an error or a line says', () => {
  const redactor = new Redactor();
  const statement = "insert into `users` (`mail`, `age`) values ('ann lee', 42)";
  const sanitized = 'insert into `users` (`mail`, `age`) values (?, ?)';
  const rest = ' - UNIQUE constraint failed: users.mail';

  it('has no values of the statement that failed, as knex puts it there', () => {
    assert.equal(redactor.attribute('exception.message', statement + rest), sanitized + rest);
    const frames =
      "\n    at Client.query (/app/node_modules/knex/lib/client.js:12:34)\n    at it's (/app/1.js:5:6)";
    const stack = redactor.attribute('exception.stacktrace', `SqliteError: ${statement}${rest}${frames}`);
    assert.equal(stack, `SqliteError: ${sanitized}${rest}${frames}`);
    const select = "select * from `t` where `a` = 'x' - no such column";
    assert.equal(redactor.said(select), 'select * from `t` where `a` = ? - no such column');
  });

  it('is judged anew for another database', () => {
    const message = 'select * from t where a = "ann lee"';
    const saidBy = (system: string) => redactor.attributes({ 'exception.message': message }, system);
    assert.deepEqual(saidBy('postgresql'), { 'exception.message': message });
    assert.deepEqual(saidBy('mysql'), { 'exception.message': 'select * from t where a = ?' });
  });

  it('has none of a statement that is printed before it runs', () => {
    for (const [before, after] of [
      ['Executing (default): ', ';'],
      ['Executed (a1b2-c3): ', ''],
      ['[query] ', ' [took 2 ms]'],
      ['query: ', ''],
      ['', ''],
    ])
      assert.equal(
        redactor.attribute('body', `${before}SELECT a FROM t WHERE b = 'ann lee'${after}`),
        `${before}SELECT a FROM t WHERE b = ?${after?.replace('2', '?')}`,
      );
  });

  it('is read as any text beside that', () => {
    for (const said of [
      "Select the item's 3 rows",
      "Update failed: cannot set 'x' of 1",
      "can't insert 5 rows",
    ])
      assert.equal(redactor.attribute('exception.message', said), said);
    const token = ['Bearer', 'abcdefghijklmnop1234567890'].join(' ');
    assert.equal(redactor.attribute('exception.message', `no ${token}`), 'no Bearer REDACTED');
    assert.equal(
      redactor.said(`delete from t where a = '1' - no access for ${token}`),
      'delete from t where a = ? - no access for Bearer REDACTED',
    );
  });
});
