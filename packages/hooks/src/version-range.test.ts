import assert from 'node:assert/strict';
import { test } from 'node:test';
import { satisfies } from './version-range.ts';

const inside: [range: string, ...versions: string[]][] = [
  ['>=8.0.3 <9', '8.0.3', '8.23.1', '8.999.0', 'v8.1.0', '8.1.0+build.7'],
  ['>=4 <6', '4.0.0', '4.22.3', '5.99.9'],
  ['<=8', '7.1.0', '8.9.1'],
  ['>8', '9.0.0'],
  ['>8.1', '8.2.0', '9.0.0'],
  ['1', '1.0.0', '1.9.9'],
  ['1.x', '1.5.0'],
  ['=1.2', '1.2.0', '1.2.9'],
  ['1.2.3', '1.2.3'],
  ['*', '0.0.1', '99.0.0'],
  ['^1.2.3', '1.2.3', '1.9.0'],
  ['^0.3.1', '0.3.1', '0.3.9'],
  ['^0.0.3', '0.0.3'],
  ['~1.2.3', '1.2.3', '1.2.9'],
  ['<2 || >=3.1 <4', '1.9.9', '3.1.0'],
];

const outside: [range: string, ...versions: string[]][] = [
  ['>=8.0.3 <9', '8.0.2', '9.0.0', '7.99.99', '80.0.0'],
  ['>=4 <6', '3.9.9', '6.0.0'],
  ['<=8', '9.0.0'],
  ['>8', '8.9.1'],
  ['=1.2', '1.3.0'],
  ['1.2.3', '1.2.4'],
  ['^1.2.3', '1.2.2', '2.0.0'],
  ['^0.3.1', '0.4.0', '0.3.0'],
  ['^0.0.3', '0.0.4'],
  ['~1.2.3', '1.3.0', '1.2.2'],
  ['<2 || >=3.1 <4', '2.0.0', '3.0.9', '4.0.0'],
  ['>=8.0.3 <9', '9.0.0-beta.1', '8.5.0-rc.1', 'latest', '8', '', `8.0.${'9'.repeat(400)}`],
];

for (const [range, ...versions] of inside) {
  test(`'${range}' contains ${versions.join(', ')}`, () => {
    for (const version of versions) assert.equal(satisfies(version, range), true, version);
  });
}

for (const [range, ...versions] of outside) {
  test(`'${range}' does not contain ${versions.map((v) => v.slice(0, 20)).join(', ')}`, () => {
    for (const version of versions) assert.equal(satisfies(version, range), false, version);
  });
}

test('an unknown version lies in no range', () => {
  assert.equal(satisfies(undefined, '*'), false);
});

for (const range of ['', 'latest', '>=1.2.3.4', '1 - 2', '>= 1', '>=1 ||']) {
  test(`a range '${range}' that is not understood throws, and says how to write it`, () => {
    assert.throws(() => satisfies('1.0.0', range), {
      name: 'TypeError',
      message: /write it as '>=1\.2\.3 <2'/,
    });
  });
}
