import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from './nearest.ts';
import { OWN_VARIABLES } from './own-variables.ts';

const misspelt: [name: string, meant: string][] = [
  ['WAYMARK_FLUENTD_ENPOINT', 'WAYMARK_FLUENTD_ENDPOINT'],
  ['WAYMARK_FLUENT_ENDPOINT', 'WAYMARK_FLUENTD_ENDPOINT'],
  ['WAYMARK_FLUENTD_CA', 'WAYMARK_FLUENTD_TAG'],
  ['WAYMARK_ELASTIC_ENDPOINT', 'WAYMARK_ELASTICSEARCH_ENDPOINT'],
  ['WAYMARK_ELASTICSEARCH_APIKEY', 'WAYMARK_ELASTICSEARCH_API_KEY'],
  ['WAYMARK_LOGSTASH_SERVERNAME', 'WAYMARK_LOGSTASH_SERVER_NAME'],
  ['WAYMARK_LOGSTASH_URL', 'WAYMARK_LOGSTASH_TIMEOUT'],
  ['WAYMARK_REQUESTID', 'WAYMARK_REQUEST_ID'],
  ['WAYMARK_REDACT', 'WAYMARK_REDACTION'],
  ['WAYMARK_', 'WAYMARK_SPANS'],
];

for (const [name, meant] of misspelt) {
  test(`${name} is most like ${meant}`, () => {
    const found = nearest(name, OWN_VARIABLES);
    assert.equal(found[0], meant, found.join(', '));
    assert.equal(found.length, 3);
  });
}

test('of equals the first come first', () => {
  assert.deepEqual(nearest('', ['bb', 'aa', 'c'], 2), ['c', 'bb']);
});
