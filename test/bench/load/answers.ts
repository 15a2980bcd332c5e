/** Cuts what comes over a connection into answers, of which one at a time is awaited. */

const HEAD_END = '\r\n\r\n';

/** `undefined` until the answer is whole, then its text. */
type TakeAnswer = (chunk: Buffer) => string | undefined;

export function takeAnswer(): TakeAnswer {
  let answer = '';
  return (chunk) => {
    answer += chunk.toString('latin1');
    const length = answerLength(answer);
    if (length === undefined || answer.length < length) return undefined;
    const whole = answer;
    answer = '';
    return whole;
  };
}

/** Head and body together, or `undefined` while the head is not whole. */
function answerLength(answer: string): number | undefined {
  const head = answer.indexOf(HEAD_END);
  if (head === -1) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  if (length === undefined) throw new Error(`an answer without a Content-Length:\n${answer}`);
  return head + HEAD_END.length + Number(length);
}
