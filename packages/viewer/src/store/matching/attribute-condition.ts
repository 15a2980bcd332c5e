/** Whether the attributes of a span or a log record satisfy a condition. */

import type { OtlpKeyValue } from '@waymark/otlp';
import type { AttributeCondition } from '../queries.ts';
import { valueNumbers, valueTexts } from './value-text.ts';

/** @param places the lists of attributes that belong to it: its own, its scope's, its resource's, and so on */
export function attributeHolds(
  condition: AttributeCondition,
  places: readonly (readonly OtlpKeyValue[])[],
): boolean {
  const values = places.flatMap((place) => place.filter(({ key }) => key === condition.key));
  if (condition.operator === 'exists') return values.length > 0;
  if (condition.operator === '!=') return !values.some((each) => valueHolds('=', each, condition.value));
  return values.some((each) => valueHolds(condition.operator, each, condition.value));
}

function valueHolds(
  operator: AttributeCondition['operator'],
  { value }: OtlpKeyValue,
  wanted: string | number,
): boolean {
  if (operator === '=') return valueTexts(value).includes(String(wanted));
  if (operator === 'contains') return valueTexts(value).some((text) => containsText(text, String(wanted)));
  return valueNumbers(value).some((number) => compares(operator, number, Number(wanted)));
}

/** Case counts for nothing. */
export function containsText(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function compares(operator: AttributeCondition['operator'], number: number, wanted: number): boolean {
  if (operator === '<') return number < wanted;
  if (operator === '<=') return number <= wanted;
  return operator === '>' ? number > wanted : number >= wanted;
}
