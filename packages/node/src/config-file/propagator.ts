/** `propagator`: the list, then those of the comma-separated one that are not in it. */

import { PROPAGATORS, type WaymarkConfig } from '../config/config.ts';
import type { Section } from './section.ts';

type Name = (typeof PROPAGATORS)[number];

export function propagators(section: Section | undefined): WaymarkConfig['propagators'] {
  const listed = section?.sections('composite')?.flatMap((item) => nameOf(item) ?? []) ?? [];
  const written = (section?.text('composite_list') ?? '').split(',').map((name) => name.trim());
  for (const name of written.filter(Boolean)) {
    if (isName(name)) listed.push(name);
    else section?.reject('composite_list', `takes a list of ${PROPAGATORS.join(', ')}`, name);
  }
  section?.end();
  const names = new Set(listed);
  if (!names.has('none')) return [...names];
  const key = written.includes('none') ? 'composite_list' : 'composite';
  if (names.size > 1) section?.remark(key, 'has none beside others: none wins');
  return [];
}

function nameOf(item: Section): Name | undefined {
  const readers = PROPAGATORS.map(
    (name) => [name, (properties: Section) => ended(properties, name)] as const,
  );
  return item.variant<Name>(Object.fromEntries(readers));
}

function ended(properties: Section, name: Name): Name {
  properties.end();
  return name;
}

function isName(name: string): name is Name {
  return PROPAGATORS.includes(name as Name);
}
