import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configFromEnv } from './config.ts';
import { LOG_FIELDS_TAKE, readLogFieldList } from './log-field-list.ts';

const of = (text: string | undefined, env = {}) =>
  configFromEnv(text === undefined ? env : { WAYMARK_LOG_FIELDS: text, ...env }, {
    logFields: readLogFieldList,
  });

const table: [condition: string, text: string | undefined, fields: object, wrong?: readonly string[]][] = [
  ['unset', undefined, {}],
  ['empty', ' , ', {}],
  ['a set, without case', 'ECS', { set: 'ecs' }],
  [
    'names',
    'trace_id=traceId, span_id = spanId,request_id=rid,service.name=svc',
    { traceId: 'traceId', spanId: 'spanId', requestId: 'rid', serviceName: 'svc' },
  ],
  ['one that keeps its name', 'trace_id=trace_id', { traceId: 'trace_id' }],
  ['one that is left out', 'service.name=None', { serviceName: false }],
  ['a set and a name', 'ecs,request_id=rid', { set: 'ecs', requestId: 'rid' }],
  ['what is not known', 'elastic,traceid=x,ecs', { set: 'ecs' }, ['elastic', 'traceid=x']],
  ['two sets', 'gcp,ecs', { set: 'gcp' }, ['ecs']],
  ['a name that lines have', 'trace_id=msg,span_id=span id', {}, ['trace_id=msg', 'span_id=span id']],
  ['a name twice', 'trace_id=id,request_id=id', { traceId: 'id' }, ['request_id=id']],
  [
    "names in a set with shapes of its own: the request id's, and no service",
    'datadog,trace_id=x,request_id=rid,service.name=none',
    { set: 'datadog', requestId: 'rid', serviceName: false },
    ['trace_id=x'],
  ],
];
for (const [condition, text, fields, wrong = []] of table) {
  test(condition, () => {
    const { config, complaints } = of(text);
    assert.deepEqual(config.logFields, fields);
    assert.deepEqual(
      complaints,
      wrong.map(
        (item) =>
          `WAYMARK_LOG_FIELDS=${JSON.stringify(item)} is not valid: it takes ${LOG_FIELDS_TAKE}; it is left out`,
      ),
    );
  });
}

test("the request id's own variable wins, in any set", () => {
  const { config } = of('ecs,request_id=rid', { WAYMARK_REQUEST_ID_FIELD: 'correlationId' });
  assert.deepEqual(config.logFields, { set: 'ecs', requestId: 'correlationId' });
  assert.deepEqual(of(undefined, { WAYMARK_REQUEST_ID_FIELD: 'correlationId' }).config.logFields, {
    requestId: 'correlationId',
  });
});
