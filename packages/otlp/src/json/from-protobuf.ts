import { ByteReader, type DecodeLimits } from './byte-reader.ts';
import type { Field, MessageType } from './message-type.ts';

/**
 * Reads one message: a request (`TRACES`), or any part of one (`SPAN`: the bytes between its length and its end).
 *
 * As protobuf has it: unknown fields are passed over, a message that comes in parts is joined, the last value of a field
 * counts, and text that is not UTF-8 gets U+FFFD, so that one bad attribute does not cost the request.
 * @throws DecodeError, and nothing else, whatever the bytes are
 */
export function fromProtobuf<T extends object>(
  type: MessageType<T>,
  bytes: Uint8Array,
  limits: DecodeLimits = {},
): T {
  const message = type.make();
  readFields(new ByteReader(bytes, limits), type, message as Message);
  return message;
}

type Message = Record<string, unknown>;

/** `chosen`: the alternative that the target has already, of those of which only one may be. */
function readFields(
  reader: ByteReader,
  type: MessageType<object>,
  target: Message,
  chosen?: string | undefined,
): void {
  let alternative = chosen;
  while (reader.more()) {
    const tag = reader.tag();
    const field = type.field(tag >>> 3);
    if (field === undefined || !isOfField(tag, field)) {
      reader.skip(tag);
      continue;
    }
    if (field.oneof) {
      if (alternative !== undefined && alternative !== field.name) delete target[alternative];
      alternative = field.name;
    }
    if (field.scalar === undefined) readMessage(reader, field, target);
    else if (!field.repeated) target[field.name] = field.scalar.read(reader);
    else if (tag === field.tag && field.packed) readPacked(reader, field, target);
    else readElement(reader, field, target);
  }
}

/** Repeated numbers may come packed and one by one. */
function isOfField(tag: number, field: Field): boolean {
  return tag === field.tag || (field.packed && (tag & 7) === field.scalar?.wire);
}

function readMessage(reader: ByteReader, field: Field, target: Message): void {
  const type = field.message();
  // One that is there is joined with its second part.
  const present = field.repeated ? undefined : (target[field.name] as Message | undefined);
  const message = present ?? newMessage(reader, field, type, target);
  const outer = type.nests ? reader.enterValue() : reader.enter();
  readFields(reader, type, message, present && chosenIn(type, present));
  if (type.nests) reader.leaveValue(outer);
  else reader.leave(outer);
}

function newMessage(reader: ByteReader, field: Field, type: MessageType<object>, target: Message): Message {
  const message = type.make() as Message;
  if (field.repeated) {
    reader.spend(type.weight);
    (target[field.name] as Message[]).push(message);
  } else {
    target[field.name] = message;
  }
  return message;
}

function chosenIn(type: MessageType<object>, message: Message): string | undefined {
  // By what is there, which is next to nothing, and not by what could be.
  for (const name in message) if (type.oneofs.includes(name)) return name;
  return undefined;
}

function readPacked(reader: ByteReader, field: Field, target: Message): void {
  const outer = reader.enter();
  while (reader.more()) readElement(reader, field, target);
  reader.leave(outer);
}

function readElement(reader: ByteReader, field: Field, target: Message): void {
  reader.spend();
  (target[field.name] as unknown[]).push(field.scalar!.read(reader));
}
