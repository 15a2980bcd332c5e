import type { Field, MessageType } from './message-type.ts';
import { ReverseWriter } from './reverse-writer.ts';

/**
 * A message as protobuf, fields in the order of their numbers, every length the shortest; fields that mean nothing are
 * left out. The bytes are the caller's own.
 */
export function toProtobuf<T extends object>(type: MessageType<T>, message: T): Buffer {
  const writer = new ReverseWriter();
  writeFields(writer, type, message as Message);
  return writer.written();
}

type Message = Record<string, unknown>;

function writeFields(writer: ReverseWriter, { fields }: MessageType<object>, message: Message): void {
  for (let i = fields.length - 1; i >= 0; i--) {
    const field = fields[i]!;
    const value = message[field.name];
    if (value === undefined) continue;
    if (field.packed) writePacked(writer, field, value as unknown[]);
    else if (field.repeated) writeAll(writer, field, value as unknown[]);
    else if (field.scalar === undefined) writeMessage(writer, field, value as Message);
    else if (field.optional || value !== field.scalar.none) writeScalar(writer, field, value);
  }
}

function writeScalar(writer: ReverseWriter, field: Field, value: unknown): void {
  field.scalar!.write(writer, value);
  writer.varint(field.tag);
}

/** An empty message that has to be there anyway is left out. */
function writeMessage(writer: ReverseWriter, field: Field, message: Message): void {
  const before = writer.size;
  writeFields(writer, field.message(), message);
  if (writer.size === before && !field.optional && !field.repeated) return;
  writer.lengthSince(before);
  writer.varint(field.tag);
}

function writeAll(writer: ReverseWriter, field: Field, values: readonly unknown[]): void {
  for (let i = values.length - 1; i >= 0; i--) {
    if (field.scalar === undefined) writeMessage(writer, field, values[i] as Message);
    else writeScalar(writer, field, values[i]);
  }
}

function writePacked(writer: ReverseWriter, field: Field, values: readonly unknown[]): void {
  if (values.length === 0) return;
  const before = writer.size;
  for (let i = values.length - 1; i >= 0; i--) field.scalar!.write(writer, values[i]);
  writer.lengthSince(before);
  writer.varint(field.tag);
}
