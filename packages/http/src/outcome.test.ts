import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DurationFacts } from './durations/measurement.ts';
import { outcomeOf } from './outcome.ts';

const facts = (route: string, errorType?: string): DurationFacts => ({
  method: 'GET',
  scheme: 'http',
  protocolVersion: '1.1',
  statusCode: 200,
  errorType,
  route,
  address: undefined,
  port: undefined,
});

describe('what SERVER spans have that ended alike', () => {
  it('is one object, with the name that the route makes', () => {
    const one = outcomeOf(facts('/a'));
    outcomeOf(facts('/b'));
    assert.equal(outcomeOf(facts('/a')), one);
    assert.equal(one?.name, 'GET /a');
    assert.equal(one?.shared.values['http.route'], '/a');
  });

  const made = {
    routes: { count: 2000, make: (at: number) => facts(`/${at}`) },
    'errors of one route': { count: 100, make: (at: number) => facts('/a', `E${at}`) },
  };
  for (const [what, { count, make }] of Object.entries(made)) {
    it(`starts over after too many made-up ${what}, so that the usual ones return`, () => {
      const before = outcomeOf(facts('/a'));
      for (let at = 0; at < count; at++) outcomeOf(make(at));
      const one = outcomeOf(facts('/a'));
      assert.notEqual(one, before, 'forgotten in between');
      outcomeOf(facts('/b'));
      assert.ok(one);
      assert.equal(outcomeOf(facts('/a')), one);
    });
  }
});
