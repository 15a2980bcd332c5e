/**
 * How OTLP's messages are described, once for all directions: protobuf to shape, shape to protobuf, JSON to shape.
 * A message is a function that makes an empty one, and its fields by JSON name.
 */

import type { ByteReader } from './byte-reader.ts';
import type { JsonPlace } from './json-place.ts';
import type { ReverseWriter } from './reverse-writer.ts';

/** A kind of single value. `T` is what stands in the shape. */
export interface Scalar<T> {
  /** Protobuf's wire type: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
  readonly wire: 0 | 1 | 2 | 5;
  /** What an absent field means. */
  readonly none: T;
  read(reader: ByteReader): T;
  write(writer: ReverseWriter, value: T): void;
  /** @throws DecodeError where the JSON cannot be such a value */
  fromJson(json: unknown, place: JsonPlace): T;
}

/** Messages refer to each other in circles: by functions, which are called when all of them are there. */
// biome-ignore lint/suspicious/noExplicitAny: a table of unlike things; `Fields` checks names where it is written
export type FieldType = Scalar<any> | (() => MessageType<any>);

export interface FieldSpec {
  readonly number: number;
  readonly type: FieldType;
  readonly repeated: boolean;
  /** Absent in the shape unless it was sent. */
  readonly optional: boolean;
  /** Of the message's only `oneof`: one that comes later replaces it. */
  readonly oneof: boolean;
}

export const one = (number: number, type: FieldType): FieldSpec => spec(number, type, {});
export const many = (number: number, type: FieldType): FieldSpec => spec(number, type, { repeated: true });
export const maybe = (number: number, type: FieldType): FieldSpec => spec(number, type, { optional: true });
export const oneof = (number: number, type: FieldType): FieldSpec =>
  spec(number, type, { optional: true, oneof: true });

function spec(number: number, type: FieldType, flags: Partial<FieldSpec>): FieldSpec {
  return { number, type, repeated: false, optional: false, oneof: false, ...flags };
}

export type Fields<T> = { readonly [name in keyof Required<T>]: FieldSpec };

/** A field as the codec walks over it. Exactly one of `scalar` and `message` is there. */
export interface Field extends FieldSpec {
  readonly name: string;
  /** As it is written; where it is a repeated number, as a packed one. */
  readonly tag: number;
  readonly scalar: Scalar<unknown> | undefined;
  readonly packed: boolean;
  readonly message: () => MessageType<object>;
}

export interface MessageOptions {
  /** Messages of this type nest in each other without end: their depth is counted. */
  nests?: boolean;
  /** How much one of a repeated field counts: an empty group is two bytes, and five objects. @default 1 */
  weight?: number;
}

/** Of groups by resource and by scope: a request has few of them, so that nobody honest meets the limit. */
export const GROUP: MessageOptions = { weight: 10 };

export class MessageType<T extends object> {
  readonly make: () => T;
  /** By field number, so that what is written is in protobuf's usual order. */
  readonly fields: readonly Field[];
  readonly oneofs: readonly string[];
  readonly nests: boolean;
  readonly weight: number;
  readonly #byNumber: (Field | undefined)[] = [];

  /** `make` gives all fields that are not optional; without it, it is derived from the fields, and slower. */
  constructor(fields: Fields<T>, make?: () => T, { nests = false, weight = 1 }: MessageOptions = {}) {
    this.fields = Object.entries<FieldSpec>(fields)
      .map(([name, field]) => fieldOf(name, field))
      .sort((one, other) => one.number - other.number);
    this.make = make ?? (() => emptyOf(this.fields) as T);
    this.oneofs = this.fields.filter((field) => field.oneof).map((field) => field.name);
    this.nests = nests;
    this.weight = weight;
    for (const field of this.fields) this.#byNumber[field.number] = field;
  }

  field(number: number): Field | undefined {
    return this.#byNumber[number];
  }
}

function fieldOf(name: string, field: FieldSpec): Field {
  const scalar = typeof field.type === 'function' ? undefined : field.type;
  const packed = scalar !== undefined && field.repeated && scalar.wire !== 2;
  const wire = scalar === undefined || packed ? 2 : scalar.wire;
  const message = scalar === undefined ? (field.type as Field['message']) : noMessage;
  return { ...field, name, scalar, packed, message, tag: field.number * 8 + wire };
}

function noMessage(): never {
  throw new TypeError('a scalar is no message');
}

/** An empty message, as its fields say: the rule that each `make` follows. */
export function emptyOf(fields: readonly Field[]): object {
  const message: Record<string, unknown> = {};
  for (const field of fields) {
    if (field.optional) continue;
    if (field.repeated) message[field.name] = [];
    else message[field.name] = field.scalar ? field.scalar.none : field.message().make();
  }
  return message;
}
