import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeAnswer } from './answers.ts';

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

test('an answer is taken when it is whole, wherever it was cut', () => {
  for (let cut = 1; cut < ANSWER.length; cut++) {
    const take = takeAnswer();
    assert.equal(take(Buffer.from(ANSWER.slice(0, cut))), undefined);
    assert.equal(take(Buffer.from(ANSWER.slice(cut))), ANSWER);
    assert.equal(take(Buffer.from(ANSWER)), ANSWER);
  }
});

test('an answer whose length is not said is an error', () => {
  assert.throws(() => takeAnswer()(Buffer.from('HTTP/1.1 200 OK\r\n\r\n')), /without a Content-Length/);
});
