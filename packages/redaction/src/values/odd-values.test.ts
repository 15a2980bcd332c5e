import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Redactor } from '../redactor.ts';
import { MAX_TEXT } from './long-text.ts';

const redactor = new Redactor();
const SECRET = 'abcdefghijklmnop1234567890';
const TOKEN = `Bearer ${SECRET}`;

/** As every exporter would write it, and more of it. */
function written(value: unknown): string {
  const seen = new Set<unknown>();
  return JSON.stringify(value, (_key, inner) => {
    if (typeof inner === 'bigint') return String(inner);
    if (inner instanceof Uint8Array) return Buffer.from(inner).toString('latin1');
    if (typeof inner !== 'object' || inner === null) return inner;
    if (seen.has(inner)) return '[seen]';
    seen.add(inner);
    return inner;
  });
}

describe('a value', () => {
  it('within itself is returned as it is when it is clean, and cut off where it comes round when not', () => {
    const clean: Record<string, unknown> = { a: 1, list: [] };
    clean['self'] = clean;
    (clean['list'] as unknown[]).push(clean);
    assert.equal(redactor.attribute('a', clean), clean);
    const dirty: Record<string, unknown> = { first: {}, note: TOKEN };
    dirty['self'] = dirty;
    (dirty['first'] as Record<string, unknown>)['up'] = dirty;
    const copy = redactor.attribute('a', dirty) as Record<string, unknown>;
    assert.ok(!written(copy).includes(SECRET));
    assert.deepEqual(copy['first'], { up: '[Circular]' });
    assert.equal(dirty['note'], TOKEN);
  });

  it('that is deep is cut off, and the stack holds', () => {
    let deep: unknown = TOKEN;
    for (let i = 0; i < 100_000; i++) deep = i % 2 === 0 ? [deep] : { deep };
    assert.ok(!written(redactor.attribute('a', deep)).includes(SECRET));
  });

  it('that holds the same one twice, and so on, is cut off in time', () => {
    let wide: unknown = { note: TOKEN };
    for (let i = 0; i < 30; i++) wide = [wide, wide];
    const start = performance.now();
    redactor.attribute('a', wide);
    assert.ok(performance.now() - start < 2000);
  });

  it('that throws when it is read does not leave', () => {
    const trap = {
      get: () => {
        throw new Error('trap');
      },
      ownKeys: () => {
        throw new Error('trap');
      },
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const getter = Object.defineProperty({}, 'a', { enumerable: true, get: trap.get });
    for (const value of [new Proxy({}, trap), new Proxy([1], trap), proxy, getter, [getter]])
      assert.equal(redactor.attribute('a', value), '[REDACTED: unreadable]');
  });

  it('beside others that throws when it is read costs itself alone', () => {
    const given = {
      b: TOKEN,
      get a(): string {
        throw new Error('trap');
      },
    };
    assert.deepEqual(redactor.attributes(given), { b: 'Bearer REDACTED', a: '[REDACTED: unreadable]' });
    const keyless = new Proxy({}, { ownKeys: () => ['a', 'a'] });
    assert.deepEqual(redactor.attributes(keyless), {});
  });

  it('that every object inherits does not come along', () => {
    const everyone = Object.prototype as { inherited?: string };
    everyone.inherited = TOKEN;
    try {
      assert.deepEqual(Object.keys(redactor.attributes({ password: 'x' })), ['password']);
    } finally {
      delete everyone.inherited;
    }
  });

  it('of a class is judged by what it tells others, too', () => {
    class Account {
      readonly #secret = TOKEN;
      toJSON() {
        return { header: this.#secret };
      }
    }
    const url = new URL('https://user:hunter22@shop/');
    const error = Object.assign(new Error(`no ${TOKEN}`), { code: 7 });
    for (const value of [
      new Account(),
      url,
      error,
      new Map([['a', TOKEN]]),
      new Set([TOKEN]),
      [[new Account()]],
      { toJSON: () => ({ header: TOKEN }) },
      new String(TOKEN),
      Uint8Array.from(Buffer.from(TOKEN)).buffer,
      new DataView(Uint8Array.from(Buffer.from(TOKEN)).buffer),
      new Error('no', { cause: new Error(TOKEN) }),
      new AggregateError([new Error(TOKEN)]),
      [{ Name: 'password', Value: 'x' }],
      { query: 'SELECT a FROM t WHERE b = $1', parameters: ['x'] },
      { text: 'SELECT a FROM t WHERE b = $1', values: ['x'] },
    ]) {
      const redacted = redactor.attribute('a', value);
      assert.notEqual(redacted, value);
      assert.ok(!/hunter22|abcdefgh/.test(written(redacted)), written(redacted));
    }
    const date = new Date(0);
    assert.equal(redactor.attribute('a', date), date);
  });

  it('of bytes is read as text', () => {
    const clean = new Uint8Array([0, 255, 65, 128]);
    assert.equal(redactor.attribute('a', clean), clean);
    const bytes = new Uint8Array([0, 255, ...Buffer.from(` ${TOKEN} `), 128]);
    const redacted = redactor.attribute('a', bytes) as Uint8Array;
    assert.deepEqual(Buffer.from(redacted).toString('latin1'), '\0\xff Bearer REDACTED \x80');
    assert.equal(redactor.attribute('a', redacted), redacted);
    assert.deepEqual(
      redactor.attribute('password', Buffer.from('x')),
      new Uint8Array(Buffer.from('REDACTED')),
    );
  });

  it('of a name that is a secret has another name', () => {
    const redacted = redactor.attributes({ a: 1, [`x ${TOKEN}`]: 1, map: { [TOKEN]: 2 } } as never);
    assert.deepEqual(redacted, { a: 1, 'x Bearer REDACTED': 1, map: { 'Bearer REDACTED': 2 } });
  });

  it('of the name __proto__ is left out of copies', () => {
    const given = JSON.parse(`{"map":{"__proto__":{"a":1},"password":"x"},"__proto__":{"b":1}}`);
    const copy = redactor.attributes(given) as Record<string, Record<string, unknown>>;
    assert.deepEqual(Object.keys(copy), ['map']);
    assert.deepEqual(Object.keys(copy['map']!), ['password']);
    assert.equal(Object.getPrototypeOf(copy), Object.prototype);
  });

  it('in a list keeps its place in mode remove, and holes stay holes of it', () => {
    const removing = new Redactor({ mode: 'remove' });
    assert.deepEqual(removing.attribute('passwords', ['a', null, 'b']), [null, null, null]);
    // biome-ignore lint/suspicious/noSparseArray: that is what is tested
    const sparse = [1, , 'a'];
    assert.equal(redactor.attribute('a', sparse), sparse);
  });
});

describe('a text that is too long', () => {
  it('loses its middle, and the word that the cut goes through', () => {
    const word = 'eyJhbGciOiJIUzI1NiJ9';
    const text = `begin ${'a '.repeat(MAX_TEXT / 4 - 10)}${word.repeat(40)} ${'b '.repeat(MAX_TEXT)} end`;
    const cut = redactor.text(text);
    assert.ok(cut.length <= MAX_TEXT + 60);
    assert.ok(cut.startsWith('begin a') && cut.endsWith('b  end'), cut.slice(-50));
    assert.ok(!cut.includes(word));
    assert.ok(/a\[REDACTED: \d+ characters, unread\] b/.test(cut));
    assert.ok(redactor.text(cut) === cut);
    assert.equal(redactor.counts.get('length'), 1);
  });

  it('and has no words is cut, too', () => {
    const cut = redactor.text('x'.repeat(2 * MAX_TEXT));
    assert.ok(/^x+\[REDACTED: \d+ characters, unread\]x+$/.test(cut));
    assert.ok(cut.length < MAX_TEXT);
  });
});

/** Pieces of what texts consist of, put together at random. */
const PIECES = [
  ...[
    'password',
    'token',
    '=',
    ':',
    ' ',
    '"',
    "'",
    '\\',
    '{',
    '}',
    '[',
    ']',
    '?',
    '&',
    ';',
    '#',
    '%3D',
    '%',
    '/',
  ],
  ...[
    'https://',
    '@',
    'Bearer ',
    SECRET,
    'a',
    '1',
    '4111111111111111',
    '-----BEGIN RSA PRIVATE',
    ' KEY-----',
  ],
  ...[
    '\n',
    '\u0000',
    'é',
    '漢',
    '\ud800',
    'SELECT ',
    '--',
    '/*',
    '*/',
    '$$',
    '`',
    'REDACTED',
    'code=',
    'eyJ',
    '.',
  ],
];

describe('whatever comes', () => {
  const modes = [
    new Redactor(),
    new Redactor({ mode: 'hmac', hmacKey: 'k' }),
    new Redactor({ mode: 'remove' }),
    new Redactor({ detectors: ['email', 'phone', 'ip', 'national-id'], keys: ['dob'], allow: ['a'] }),
  ];
  const keys = [
    'a',
    'url.full',
    'url.query',
    'db.query.text',
    'http.target',
    'process.command_args',
    'b.password',
  ];
  // Repeatable, so that a failure can be looked at.
  let seed = 20261126;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const text = (): string => {
    let made = '';
    for (let i = random(12); i >= 0; i--) made += PIECES[random(PIECES.length)];
    return made;
  };

  // What a mask stands in may look like something else than what the secret stood in, but that comes to an end.
  it('nothing throws, and a third time changes nothing', () => {
    for (let round = 0; round < 4000; round++) {
      const made = text();
      for (const each of modes)
        for (const key of keys) {
          const twice = each.attribute(key, each.attribute(key, made));
          assert.equal(each.attribute(key, twice), twice, JSON.stringify([key, made, twice]));
        }
    }
  });
});

describe('time', () => {
  const hostile: [what: string, key: string, piece: string][] = [
    ['quotes', 'db.query.text', "\\'"],
    ['dollars', 'db.query.text', '$a'],
    ['comments', 'db.query.text', "/*'"],
    ['brackets', 'db.query.text', "['"],
    ['digits', 'db.query.text', '1.'],
    ['questions', 'a', '?a=b&'],
    ['questions without an end', 'a', '?'],
    ['parameters', 'url.query', 'token=a&'],
    ['URLs in URLs', 'url.full', 'https://a?u='],
    ['escapes', 'url.query', 'u=%3D%25&'],
    ['path parameters', 'url.path', ';a='],
    ['at signs', 'url.full', 'x://a@:'],
    ['capitals in a name', 'NAME', 'A'],
  ];
  for (const [what, key, piece] of hostile) {
    it(`grows with the length alone: ${what}`, () => {
      const millis = (length: number): number => {
        const made = piece.repeat(length / piece.length);
        let best = Infinity;
        for (let i = 0; i < 5; i++) {
          const fresh = new Redactor();
          const start = performance.now();
          if (key === 'NAME') fresh.attribute(made, 'x');
          else fresh.attribute(key, made);
          best = Math.min(best, performance.now() - start);
        }
        return best;
      };
      for (let i = 0; i < 3; i++) millis(1 << 13);
      const [short, long] = [millis(1 << 13), millis(1 << 17)];
      // What is linear takes sixteen times as long, what is quadratic two hundred and fifty-six times.
      assert.ok(long < 64 * short + 25, `${short} ms, ${long} ms for sixteen times as much`);
    });
  }
});
