/** The table of names against what Elastic and OpenTelemetry publish of theirs. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EcsFlat } from '@elastic/ecs';
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { ECS_FIELDS, type EcsType } from './ecs-names.ts';

interface FieldOfEcs {
  type: string;
}

const ecs = new Map<string, FieldOfEcs>(Object.entries(EcsFlat));

/** ECS' types that take what ours do, without a conflict. */
const TYPES: Record<EcsType, readonly string[]> = {
  text: ['keyword', 'match_only_text', 'wildcard'],
  number: ['long'],
};

/** Not of the schema, but of Elastic's own agents. */
const OF_AGENTS = /^kubernetes\./;

/** Of processes, files and connections that no line of an application tells of, and what a line is full of where it does. */
const LEFT_OUT =
  /^(tls|gen_ai|dns)\.|^(client|destination|server|source)\.as\.|^file\.(attributes|fork_name|inode|mode)$|\.body\.content$|^process\.(real|saved)_user\./;

function typeOf(name: string): EcsType | undefined {
  const type = ecs.get(name)?.type ?? '';
  return (['text', 'number'] as const).find((each) => TYPES[each].includes(type));
}

test('each field is one of ECS, and of a type that takes the value', () => {
  for (const { path, type } of ECS_FIELDS.values()) {
    const name = path.join('.');
    if (!OF_AGENTS.test(name)) assert.equal(typeOf(name), type, name);
  }
});

test('an attribute whose name is one of ECS, too, is that field', () => {
  const attributes = Object.entries(conventions).flatMap(([constant, name]) =>
    constant.startsWith('ATTR_') && typeof name === 'string' ? [name] : [],
  );
  assert.ok(attributes.includes('http.response.status_code'));
  const missing = attributes.filter((name) => typeOf(name) !== undefined && !ECS_FIELDS.has(name));
  assert.deepEqual(
    missing.filter((name) => !LEFT_OUT.test(name)),
    ['process.args_count', 'process.group_leader.pid', 'process.session_leader.pid', 'process.vpid'],
  );
});
