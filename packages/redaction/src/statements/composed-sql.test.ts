import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sanitizeSql } from './sanitize-sql.ts';

/** What is in texts here, and nowhere else. */
const SECRET = 'zqsecret';

// Repeatable, so that a failure can be looked at.
let seed = 42;
function random(below: number): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}
const oneOf = <T>(values: readonly T[]): T => values[random(values.length)]!;

/** Something with everything in it that could end a text too early. */
function content(pieces: readonly string[]): string {
  let made = '';
  for (let i = random(4); i >= 0; i--) made += oneOf([...pieces, SECRET]);
  return made + SECRET;
}

const HARMLESS = [
  "'",
  '"',
  '`',
  '--',
  '/*',
  '*/',
  '#',
  '$$',
  '$1',
  '[',
  ']',
  ' ',
  '\n',
  '?',
  ':a',
  'é',
  "''",
  ';',
  ')',
];

interface Grammar {
  readonly texts: readonly (() => string)[];
  /** Which keep their spelling. */
  readonly names: readonly string[];
}

/** `content` with what ends it written twice. */
const doubled = (quote: string, pieces = HARMLESS): string =>
  quote + content([...pieces, '\\ ']).replaceAll(quote, quote + quote) + quote;
/** And with backslashes before what means something. */
const escaped = (quote: string): string =>
  quote + content([...HARMLESS, '\\']).replace(/[\\'"]/g, (char) => `\\${char}`) + quote;
const without = (piece: string) => HARMLESS.filter((each) => !piece.includes(each) && !each.includes(piece));

const NAMES = ['id', 'users', 'u.name', 'größe', 't1', '$1', '?', ':p', '@v', 'NULL', '`a 1`'];
const GRAMMARS: Record<string, Grammar> = {
  postgresql: {
    texts: [
      () => doubled("'"),
      () => `E${escaped("'")}`,
      () => `$$${content(without('$$'))}$$`,
      () => `$tag$${content([...without('$tag$'), '$$'])}$tag$`,
      () => `'\\'`,
    ],
    names: [...NAMES, '"a b"', '"a""b"', `"it's"`, 'a #> b'],
  },
  mysql: {
    texts: [() => escaped("'"), () => escaped('"'), () => `N${escaped("'")}`, () => `_utf8${escaped("'")}`],
    names: [...NAMES, "`it's`", '`a``"b`'],
  },
  mssql: {
    texts: [() => doubled("'"), () => `N${doubled("'")}`],
    names: [...NAMES, '[a b]', "[it's]", '[a]]b]', '#temp', '"a\'b"'],
  },
  'oracle.db': {
    texts: [
      () => doubled("'"),
      () => `q'[${content(without(']'))}]'`,
      () => `Nq'!${content(without('!'))}!'`,
      () => `q'{${content(HARMLESS)}}'`,
    ],
    names: [...NAMES, '"a\'b"'],
  },
  'gcp.bigquery': {
    texts: [() => escaped("'"), () => escaped('"'), () => `"""${content(without('"'))}"""`],
    names: ['id', '`a-b.c`', '@v'],
  },
};
const BETWEEN = [' ', ' = ', ', ', ' AND ', '\n', ' /* a */ ', ' -- b\n', '(', ')', ' IN (', ' + '];

function compose({ texts, names }: Grammar): [sql: string, expected: string] {
  let [sql, expected] = ['SELECT ', 'SELECT '];
  for (let i = 2 + random(8); i > 0; i--) {
    if (random(2) === 0) {
      sql += oneOf(texts)();
      expected += '?';
    } else {
      const name = oneOf(names);
      sql += name;
      expected += name;
    }
    // Two texts without anything between them are one.
    const between = oneOf(BETWEEN);
    sql += between;
    expected += between;
  }
  return [sql, expected];
}

for (const [system, grammar] of Object.entries(GRAMMARS)) {
  it(`nothing of a text is left of statements of ${system}, and nothing else is lost`, () => {
    for (let round = 0; round < 3000; round++) {
      const [sql, expected] = compose(grammar);
      assert.equal(sanitizeSql(sql, system), expected, JSON.stringify(sql));
    }
  });

  it(`nothing of a text is left of statements of ${system} when nobody says that they are`, () => {
    for (let round = 0; round < 3000; round++) {
      const [sql] = compose(grammar);
      assert.ok(!sanitizeSql(sql).includes(SECRET), JSON.stringify([sql, sanitizeSql(sql)]));
    }
  });
}
