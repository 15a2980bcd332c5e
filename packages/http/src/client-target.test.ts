import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ClientOutcome, ClientTarget, ClientTargets } from './client-target.ts';

const outcome = (peerPort: number): ClientOutcome => ({
  method: 'GET',
  statusCode: 200,
  errorType: undefined,
  protocolVersion: '1.1',
  peerAddress: '10.0.0.1',
  peerPort,
});
const many = (count: number, make: (at: number) => void) => {
  for (let at = 1; at <= count; at++) make(at);
};

describe('what is remembered of servers', () => {
  it('is shared by requests that ended alike', () => {
    const target = new ClientTarget('http://a', 'a', 80);
    assert.equal(target.outcomeOf(outcome(1)), target.outcomeOf(outcome(1)));
    assert.notEqual(target.outcomeOf(outcome(1)), target.outcomeOf(outcome(2)));
    assert.equal(target.outcomeOf(outcome(1)).values['network.peer.port'], 1);
  });

  it('starts over when a server has had too many outcomes, so that the usual one returns', () => {
    const target = new ClientTarget('http://a', 'a', 80);
    const first = target.outcomeOf(outcome(1));
    many(1000, (port) => target.outcomeOf(outcome(port)));
    assert.notEqual(target.outcomeOf(outcome(1)), first, 'forgotten in between');
    const now = target.outcomeOf(outcome(2000));
    assert.ok(now);
    assert.equal(target.outcomeOf(outcome(2000)), now);
  });

  it('starts over when there have been too many servers', () => {
    const targets = new ClientTargets();
    const keep = (at: number) =>
      targets.keep(`http://h${at}`, new ClientTarget(`http://h${at}`, `h${at}`, 80));
    many(2000, keep);
    const last = keep(2001);
    keep(2002);
    assert.equal(targets.find('http://h2001'), last);
    assert.equal(targets.find('http://h1'), undefined);
    assert.equal(targets.find('http://h2001'), last);
  });
});
