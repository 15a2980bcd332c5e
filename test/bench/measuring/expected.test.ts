import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bare, ddTrace, upstream, waymark, waymarkFull } from '../contenders/contenders.ts';
import { express, httpOut, nodeHttp, requestScenarios, unsampled } from '../scenarios/requests.ts';
import { type Arrived, NOTHING } from '../sink/arrived.ts';
import { expectedOf, expectedOfFirst, missing } from './expected.ts';

const sent = { total: 10, withParent: 5, withQuery: 5 };
const whole: Arrived = {
  ...NOTHING,
  serverSpans: 10,
  distinct: 10,
  withParent: 5,
  withQuery: 5,
  serverDurations: 10,
};
const complaint = (arrived: Partial<Arrived>, scenario = nodeHttp, contender = waymark) =>
  missing(expectedOf(scenario, contender, sent), { ...whole, ...arrived });

test('a contender that delivers everything is measured', () => {
  assert.equal(complaint({}), undefined);
  assert.equal(complaint({}, nodeHttp, upstream), undefined);
  assert.equal(complaint(NOTHING, nodeHttp, bare), undefined);
});

test('one that loses or doubles anything is not', () => {
  for (const name of ['serverSpans', 'distinct', 'withParent', 'withQuery', 'serverDurations'] as const) {
    for (const by of [-1, 1]) {
      const found = complaint({ [name]: whole[name] + by });
      assert.equal(found, `the sink has ${whole[name] + by} ${name} instead of ${whole[name]}`);
    }
  }
});

test('what dd-trace sends again is not an error, and what it loses is', () => {
  assert.equal(complaint({ serverSpans: 12 }, nodeHttp, ddTrace), undefined);
  assert.match(complaint({ serverSpans: 9 }, nodeHttp, ddTrace)!, /9 serverSpans instead of 10/);
});

test('a first request has one span, of dd-trace one or more', () => {
  const first = (serverSpans: number, contender = waymark) =>
    missing(expectedOfFirst(contender), { ...NOTHING, serverSpans });
  assert.equal(first(1), undefined);
  assert.match(first(2)!, /2 serverSpans instead of 1/);
  assert.equal(first(2, ddTrace), undefined);
  assert.match(first(0, ddTrace)!, /0 serverSpans instead of 1/);
  assert.equal(first(0, bare), undefined);
});

test("a framework's route and its layers are wanted of whoever gives them", () => {
  const routed = { withRoute: 10 };
  assert.equal(complaint(routed, express), undefined);
  assert.match(complaint({ ...routed, internalSpans: 30 }, express)!, /30 internalSpans instead of 0/);
  assert.match(complaint(routed, express, waymarkFull)!, /0 internalSpans instead of 30/);
  assert.match(complaint({ internalSpans: 30 }, express, upstream)!, /0 withRoute instead of 10/);
});

test('an outgoing request is a span and a count', () => {
  assert.match(
    complaint({ clientSpans: 10, clientDurations: 9 }, httpOut)!,
    /9 clientDurations instead of 10/,
  );
  assert.match(complaint({ clientSpans: 9, clientDurations: 10 }, httpOut)!, /9 clientSpans instead of 10/);
  assert.match(complaint({ clientSpans: 9 }, httpOut, ddTrace)!, /9 clientSpans instead of 10/);
  assert.equal(complaint({ clientSpans: 12 }, httpOut, ddTrace), undefined);
});

test('a line is an event of each span where lines go onto spans', () => {
  const pino = requestScenarios.find(({ name }) => name === 'pino')!;
  const onSpans = pino.contenders.find(({ name }) => name.includes('lines on spans'))!;
  assert.equal(complaint({ withEvent: 10 }, pino, onSpans), undefined);
  assert.match(complaint({ withEvent: 9 }, pino, onSpans)!, /9 withEvent instead of 10/);
});

test('what is not sampled makes no span, and is counted all the same', () => {
  assert.equal(complaint({ ...NOTHING, serverDurations: 10 }, unsampled), undefined);
  assert.match(complaint({ ...NOTHING, serverSpans: 1, serverDurations: 10 }, unsampled)!, /1 serverSpans/);
});
