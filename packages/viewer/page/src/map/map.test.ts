import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServiceMapJson } from '../../../src/asking/waymark/shapes.ts';
import { rateText, shareText } from './figures.ts';
import { layoutOf } from './layout.ts';
import { neighbours } from './neighbours.ts';

/** `a>b b>c`: services and calls. */
function mapOf(text: string): ServiceMapJson {
  const calls = text.split(' ').map((call) => {
    const [parent = '', child = ''] = call.split('>');
    return { parent, child, calls: 1, errors: 0 };
  });
  const names = new Set(calls.flatMap(({ parent, child }) => [parent, child]));
  const services = [...names].map((name) => ({ name, requests: 1, errors: 0 }));
  return { services, calls, traces: 1, more: false, seconds: 1 };
}

const namesOf = (map: ServiceMapJson) => map.services.map(({ name }) => name).join('');

test('shows what is so many calls away, in both directions', () => {
  const map = mapOf('a>b b>c c>d x>b d>e');
  assert.equal(namesOf(neighbours(map, 'b', 1)), 'abcx');
  assert.equal(namesOf(neighbours(map, 'b', 2)), 'abcdx');
  assert.equal(neighbours(map, 'b', 1).calls.length, 3);
  assert.equal(neighbours(map, 'nobody', 1), map);
});

test('a circle of calls ends', () => {
  assert.equal(namesOf(neighbours(mapOf('a>b b>a c>c'), 'a', 9)), 'ab');
});

test('callers stand left of the called, and no two boxes overlap', () => {
  const { services, calls } = mapOf('a>b a>c b>d c>d');
  const { services: points, calls: ways } = layoutOf({
    services: services.map(({ name }) => name),
    calls,
    width: 160,
    height: 60,
  });
  const [a, b, c, d] = points as [{ x: number; y: number }, ...{ x: number; y: number }[]];
  assert.ok(a.x < b!.x && b!.x < d!.x && b!.x === c!.x);
  assert.ok(Math.abs(b!.y - c!.y) >= 60);
  assert.ok(ways.every(({ points }) => points.length >= 2));
});

test('an arrow is level below its words, however far up or down it goes', () => {
  const { services, calls } = mapOf('a>d b>d c>d a>e d>e');
  const names = services.map(({ name }) => name);
  const { calls: ways } = layoutOf({ services: names, calls, width: 160, height: 60 });
  for (const { points, label } of ways) {
    const level = points.filter(({ x, y }) => y === label.y && Math.abs(x - label.x) === 50);
    assert.equal(level.length, 2);
    assert.ok(points.every(({ x }, index) => index === 0 || x > points[index - 1]!.x));
  }
});

test('circles and services that nobody calls have a place', () => {
  const { services, calls } = mapOf('a>b b>a');
  const names = [...services.map(({ name }) => name), 'alone'];
  const { services: points } = layoutOf({ services: names, calls, width: 160, height: 60 });
  assert.equal(new Set(points.map(({ x, y }) => `${x},${y}`)).size, 3);
  assert.ok(points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
});

test('figures are short', () => {
  assert.deepEqual(
    [rateText(600, 60), rateText(6, 60), rateText(1, 3600), rateText(0, 9), rateText(5, 0)],
    ['10/s', '6/min', '1/h', '0/s', '–'],
  );
  assert.deepEqual(
    [shareText(0, 9), shareText(1, 10_000), shareText(1, 3), shareText(3, 3)],
    ['0 %', '< 0.1 %', '33 %', '100 %'],
  );
});
