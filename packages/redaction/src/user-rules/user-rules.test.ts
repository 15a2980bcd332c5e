import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Redactor } from '../redactor.ts';
import { problemOf } from './user-rules.ts';

const SLOW: RegExp[] = [
  /(a+)+$/,
  /(a|a)*b/,
  /(?:a|aa)+b/,
  /(\w+\s?)*$/,
  /(x+x+)+y/,
  /\d+\d+x/,
  /.*foo.*bar/,
  /foo.*bar/,
  /\s+$/,
  /[\w.+-]+@[\w-]+\.[\w.-]+/,
  /([a-z]+)=\1/,
  /id: (?:\d+[,;]?)+!/,
  /(?=(\w+\s?)*:)x/,
  /\p{L}+\p{L}+1/u,
  /(?<word>\w*)-\k<word>!/,
  /[A-Z]{2}[0-9]+[0-9a-f]+z/,
  /^\s+|\s+$/,
  /<script>[\s\S]*?<\/script>/,
];

const QUICK: RegExp[] = [
  /cust-\d{6}/,
  /\b[A-Z]{2}\d{2}[A-Z0-9]{1,30}\b/,
  /\b\d{3}-\d{2}-\d{4}\b/,
  /[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}/,
  /(?<=customer=)\S+/,
  /employee[-_ ]?id[:= ]{1,4}(\d{1,20})/i,
  /(?:foo|bar)-\w+/,
  /\p{Lu}\p{Ll}{1,20} street \d{1,4}/u,
  /[[\]]secret[)(]/,
  /\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/,
  /(?<a>\d)\k<a>\1/,
  /^user=\w{1,32}$/m,
];

describe('a rule', () => {
  for (const pattern of SLOW)
    it(`is refused when it may take long: ${pattern}`, () =>
      assert.match(problemOf({ name: 'r', pattern }) ?? '', /linear time/));

  for (const pattern of QUICK)
    it(`is taken: ${pattern}`, () => assert.equal(problemOf({ name: 'r', pattern }), undefined));

  const refused: [condition: string, rule: unknown, problem: RegExp][] = [
    ['no pattern', { name: 'r', pattern: '(' }, /no regular expression/],
    ['no name', { pattern: 'a' }, /no name/],
    ['nothing to look for', { name: 'r' }, /no pattern/],
    ['empty matches', { name: 'r', pattern: 'a*' }, /where there is nothing/],
    ['a replacement of another type', { name: 'r', pattern: 'a', replacement: 1 }, /replacement/],
    ['nothing at all', undefined, /no name/],
  ];
  for (const [condition, rule, problem] of refused)
    it(`is refused with ${condition}`, () => {
      assert.match(problemOf(rule as never) ?? '', problem);
      assert.throws(() => new Redactor({ rules: [rule as never] }), TypeError);
    });

  it('replaces every match, counts by its name, and lets the mode decide', () => {
    const redactor = new Redactor({ rules: [{ name: 'customer', pattern: 'C-\\d{4}' }] });
    assert.equal(redactor.text('C-1234 and C-5678, C-1'), 'REDACTED and REDACTED, C-1');
    assert.deepEqual(Object.fromEntries(redactor.counts), { customer: 2 });
    const removing = new Redactor({ mode: 'remove', rules: [{ name: 'customer', pattern: /C-\d{4}/y }] });
    assert.equal(removing.text('a C-1234 b'), 'a  b');
  });

  it('has a replacement as it is written', () => {
    const redactor = new Redactor({ rules: [{ name: 'c', pattern: /C-(\d{4})/, replacement: 'C-$1' }] });
    assert.equal(redactor.text('a C-1234'), 'a C-$1');
  });

  it('sees statements, and short texts', () => {
    const redactor = new Redactor({ rules: [{ name: 't', pattern: 't\\d' }] });
    assert.equal(redactor.text('t1'), 'REDACTED');
    assert.equal(redactor.attribute('db.query.text', "SELECT 'x' FROM t1"), 'SELECT ? FROM REDACTED');
  });
});
