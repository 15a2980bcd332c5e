/** `GET services`, `operations`, `attributes` and `attributes/:key`: what there is, for lists and for completing what is typed. */

import type { Asked } from './asked.ts';
import { limitOf } from './parameters.ts';
import type { NamesJson } from './shapes.ts';

export async function services({ store }: Asked): Promise<NamesJson> {
  return { names: await store.services() };
}

export async function operations({ store, query }: Asked): Promise<NamesJson> {
  const operations = await store.operations(query.get('service') || undefined);
  return { names: [...new Set(operations.map(({ name }) => name))] };
}

export async function attributeKeys({ store, query }: Asked): Promise<NamesJson> {
  return { names: await store.attributeKeys(query.get('prefix') ?? '', limitOf(query, 50)) };
}

export async function attributeValues({ store, query, names: [key = ''] }: Asked): Promise<NamesJson> {
  return { names: await store.attributeValues(key, query.get('prefix') ?? '', limitOf(query, 50)) };
}
