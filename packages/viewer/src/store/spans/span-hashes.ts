/** What a block's filter is asked with. */

import { type HashPair, hashPair, hashText } from '../blocks/hash.ts';

const SPAN_ID = hashText('span id');
const REQUEST_ID = hashText('request id');
const NAME = hashText('name');
const ATTRIBUTE = hashText('attribute');
const KEY = hashText('key');

/** @param bytes eight, in the order of the machine */
export const spanIdHash = (bytes: Uint8Array, start: number) => hashPair(bytes, start, start + 8, SPAN_ID);

export const spanIdHashOf = (spanId: bigint) =>
  spanIdHash(new Uint8Array(BigUint64Array.of(spanId).buffer), 0);

export const requestIdHash = (text: string) => hashText(text, REQUEST_ID);

export const nameHash = (name: string) => hashText(name, NAME);

/** For `exists`, and numbers and parts of text: a block without the key has none. */
export const keyHash = (key: string) => hashText(key, KEY);

/** What the hash of a value's text begins with. */
export const attributeHash = (key: string): HashPair => hashText(key, ATTRIBUTE);

export const traceIdHash = (bytes: Uint8Array, start: number) => hashPair(bytes, start, start + 16);
