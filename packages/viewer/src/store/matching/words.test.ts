import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import {
  areSingleWords,
  hasWords,
  indexQuery,
  indexText,
  prefixQuery,
  wantedWords,
  wordsOf,
} from './words.ts';

const WORDS: [name: string, text: string, words: string[]][] = [
  ['nothing', '', []],
  ['no words', ' -- !', []],
  ['punctuation between', 'POST /orders/42?x=y_z', ['post', 'orders', '42', 'x', 'y', 'z']],
  ['accents', 'Läuft à côté', ['lauft', 'a', 'cote']],
  ['accents on their own', 'La\u0308uft', ['lauft']],
  ['full width and ligatures', 'ＡＢ１ ﬁn', ['ab1', 'fin']],
  ['a capital that folds to two', 'İstanbul', ['istanbul']],
  ['both sigmas', 'ΟΔΟΣ οδός', ['οδοσ', 'οδοσ']],
  ['no spaces between words', '支払い失敗 code', ['支', '払', 'い', '失', '敗', 'code']],
  ['emoji', 'ok👍done', ['ok', 'done']],
  ['half a character', 'a\ud800b', ['a', 'b']],
  ['control characters', 'a\u0000b\u001b[31mc', ['a', 'b', '31mc']],
];

for (const [name, text, words] of WORDS) {
  test(`finds the words of a text with ${name}`, () => assert.deepEqual(wordsOf(text), words));
}

const HELD: [wanted: string, text: string, held: boolean][] = [
  ['failed order', 'Order 42 FAILED', true],
  ['failed payment', 'Order 42 failed', false],
  ['"order 42"', 'order 42 failed', true],
  ['"order failed"', 'order 42 failed', false],
  ['pay*', 'payments are late', true],
  ['pay', 'payments are late', false],
  ['"are la"*', 'payments are late', true],
  ['order=42', 'x order=42, y', true],
  ['order=42', '42 order', false],
  ['払い', '支払い失敗', true],
  ['い払', '支払い失敗', false],
  ['"unclosed quote', 'an unclosed quote', true],
  ['!!', 'anything', true],
];

for (const [wanted, text, held] of HELD) {
  test(`${held ? 'finds' : 'does not find'} ${wanted} in "${text}"`, () => {
    assert.equal(hasWords(text, wantedWords(wanted)), held);
  });
}

test('finds in memory what FTS5 finds, over random Unicode', () => {
  const random = generator(20261126);
  const texts = Array.from({ length: 400 }, () => randomText(random));
  const database = new DatabaseSync(':memory:');
  database.exec(
    "CREATE VIRTUAL TABLE texts USING fts5(body, tokenize='ascii', content='', detail=none, columnsize=0)",
  );
  const insert = database.prepare('INSERT INTO texts (rowid, body) VALUES (?, ?)');
  for (const [at, text] of texts.entries()) insert.run(at, indexText(text));
  const match = database.prepare('SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid');

  let found = 0;
  for (let round = 0; round < 1500; round++) {
    const wanted = wantedWords(randomQuery(random, texts));
    if (wanted.length === 0) continue;
    const inIndex = match
      .all(`${indexQuery(wanted)} ${prefixQuery(wanted)}`)
      .map((row) => Number(row['rowid']));
    const inMemory = texts.flatMap((text, at) => (hasWords(text, wanted) ? [at] : []));
    const sure = areSingleWords(wanted) ? inIndex : inIndex.filter((at) => hasWords(texts[at]!, wanted));
    assert.deepEqual(sure, inMemory, JSON.stringify(wanted));
    found += inMemory.length;
  }
  assert.ok(found > 1000, `${found} texts found`);
  database.close();
});

test('has the words that unicode61 has, of Latin letters', () => {
  const database = new DatabaseSync(':memory:');
  database.exec("CREATE VIRTUAL TABLE texts USING fts5(body, tokenize='unicode61 remove_diacritics 2')");
  database.exec("CREATE VIRTUAL TABLE terms USING fts5vocab(texts, 'instance')");
  const random = generator(7);
  const latin = () => Array.from({ length: 30 }, () => String.fromCodePoint(32 + random(0x160)));
  const insert = database.prepare('INSERT INTO texts (rowid, body) VALUES (?, ?)');
  const terms = database.prepare('SELECT term FROM terms WHERE doc = ? ORDER BY offset');
  for (let at = 1; at <= 300; at++) {
    // Those that Unicode calls compatible are one more fold of ours: ² is 2, ﬁ is fi.
    const text = latin()
      .filter((each) => each.normalize('NFKD') === each.normalize('NFD'))
      .join('');
    insert.run(at, text);
    assert.deepEqual(
      wordsOf(text),
      terms.all(at).map((row) => row['term']),
      JSON.stringify(text),
    );
  }
  database.close();
});

const ALPHABETS: [first: number, count: number][] = [
  [0x20, 0x5f],
  [0x61, 8],
  [0x61, 8],
  [0xa0, 0x1df],
  [0x300, 0x70],
  [0x370, 0x190],
  [0x900, 0x80],
  [0x3040, 0xc0],
  [0x4e00, 0x20],
  [0xac00, 0x40],
  [0xd800, 0x10],
  [0xe000, 4],
  [0xff00, 0xf0],
  [0x1e00, 0x100],
  [0x1f600, 0x40],
  [0x10400, 0x50],
  [0, 0x20],
];

type Random = (below: number) => number;

function randomText(random: Random): string {
  const words = Array.from({ length: 1 + random(6) }, () => randomWord(random));
  return words.join([' ', '-', '', '_', '\u0000'][random(5)]);
}

function randomWord(random: Random): string {
  const [first, count] = ALPHABETS[random(ALPHABETS.length)]!;
  return Array.from({ length: 1 + random(4) }, () => String.fromCodePoint(first + random(count))).join('');
}

/** Of the texts there are, so that it finds something, cut and cased at random. */
function randomQuery(random: Random, texts: string[]): string {
  const text = texts[random(texts.length)]!;
  const start = random(text.length);
  const part = text.slice(start, start + 1 + random(8));
  const cased = [part, part.toUpperCase(), part.normalize('NFD'), part.toLowerCase()][random(4)]!;
  return random(2) ? cased : `"${cased.replaceAll('"', '')}"${random(2) ? '*' : ''}`;
}

/** A generator of numbers out of a seed (mulberry32). */
function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}
