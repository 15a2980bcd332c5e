import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Episode } from './episode.ts';

function episodeWithClock() {
  const lines: string[] = [];
  const clock = { ms: 0 };
  const episode = new Episode(
    (line) => lines.push(line),
    () => clock.ms,
  );
  const fail = () => episode.begin(() => 'down');
  const recover = () => episode.end((dropped) => `up, ${dropped}`);
  return { episode, lines, clock, fail, recover };
}

test('one line when trouble begins and one when it is over, with what was dropped', () => {
  const { episode, lines, fail, recover } = episodeWithClock();
  fail();
  fail();
  episode.lose(2, 'spans');
  episode.lose(10, 'spans');
  episode.lose(1, 'log records');
  recover();
  recover();
  assert.deepEqual(lines, ['down', 'up, 12 spans and 1 log record were dropped']);
});

test('trouble that comes and goes is said once a minute, and no drop goes unsaid', () => {
  const { episode, lines, clock, fail, recover } = episodeWithClock();
  for (clock.ms = 0; clock.ms < 60_000; clock.ms += 1_000) {
    fail();
    episode.lose(1, 'spans');
    recover();
  }
  assert.deepEqual(lines, ['down', 'up, 1 span was dropped']);
  fail();
  recover();
  assert.deepEqual(lines.slice(2), ['down', 'up, 59 spans were dropped']);
});

test('trouble that began in a quiet minute and lasts is said when the minute is over', () => {
  const { lines, clock, fail, recover } = episodeWithClock();
  fail();
  recover();
  clock.ms = 59_000;
  fail();
  assert.equal(lines.length, 2);
  clock.ms = 60_000;
  fail();
  recover();
  assert.deepEqual(lines.slice(2), ['down', 'up, nothing was dropped']);
});
