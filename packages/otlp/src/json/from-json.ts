import type { DecodeLimits } from './byte-reader.ts';
import { JsonPlace } from './json-place.ts';
import { LongNumber, parseJson } from './json-text.ts';
import type { Field, MessageType } from './message-type.ts';

/**
 * Reads a message from OTLP's JSON: UTF-8 bytes or text (OTLP specification, "JSON Protobuf Encoding").
 *
 * Ids are hexadecimal in any case, enums are integers, numbers of 64 bits come as text or as numbers (and keep all their
 * digits), names are in lowerCamelCase, others are unknown and passed over. null is a field that is not there.
 * @throws DecodeError, and nothing else, whatever the bytes are
 */
export function fromJson<T extends object>(
  type: MessageType<T>,
  json: Uint8Array | string,
  limits: DecodeLimits = {},
): T {
  const place = new JsonPlace(limits);
  return readMessage(type, parseJson(json, place, limits), place) as T;
}

type Json = Record<string, unknown>;

function readMessage(type: MessageType<object>, json: unknown, place: JsonPlace): object {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || json instanceof LongNumber)
    return place.fail('BAD_VALUE', 'it must be an object');
  if (type.nests) place.enterValue();
  const message = type.make() as Json;
  let alternatives = 0;
  for (const field of type.fields) {
    const value = (json as Json)[field.name];
    if (value === undefined || value === null) continue;
    if (field.oneof && alternatives++ > 0) place.fail('BAD_VALUE', 'it has more than one value');
    place.enter(field.name);
    message[field.name] = field.repeated ? readAll(field, value, place) : readOne(field, value, place);
    place.leave();
  }
  if (type.nests) place.leaveValue();
  return message;
}

function readOne(field: Field, json: unknown, place: JsonPlace): unknown {
  if (field.scalar === undefined) return readMessage(field.message(), json, place);
  return field.scalar.fromJson(json, place);
}

function readAll(field: Field, json: unknown, place: JsonPlace): unknown[] {
  if (!Array.isArray(json)) return place.fail('BAD_VALUE', 'it must be an array');
  return json.map((element, index) => {
    place.enter(index);
    place.spend(field.scalar ? 1 : field.message().weight);
    const value = readOne(field, element, place);
    place.leave();
    return value;
  });
}
