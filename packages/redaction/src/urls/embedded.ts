/** URLs within a text, as in `GET https://shop/cb?code=...`: the sensitive parameters of each query. Linear. */

import { redactQuery, type UrlRules } from './url.ts';

/** What a query in a text does not reach over: white space, quotes, brackets but those of `token[]`. */
const END_OF_QUERY = /[\s"'`<>(){}|\\^,]/g;

/** The same text when there are none. Call it only for a text with a `?`. */
export function redactEmbeddedQueries(text: string, rules: UrlRules): string {
  let redacted = '';
  let done = 0;
  for (let question = text.indexOf('?'); question !== -1; question = text.indexOf('?', done)) {
    END_OF_QUERY.lastIndex = question + 1;
    const end = END_OF_QUERY.exec(text)?.index ?? text.length;
    const query = text.slice(question + 1, end);
    redacted += text.slice(done, question + 1) + redactQuery(query, rules);
    done = end;
  }
  redacted += text.slice(done);
  return redacted === text ? text : redacted;
}
