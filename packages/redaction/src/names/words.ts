/** Names of attributes, properties, headers and parameters as words: `http.request.header.x-api-key`, `clientSecret`. */

/** The end of a name decides what it names; what comes before so many characters is not looked at. */
const MAX_LENGTH = 128;

/** Lower-case words; digits at the end of a word, and words of nothing else, are left out: `password2`, `tokens.0`. */
export function wordsOf(name: string): string[] {
  const words: string[] = [];
  for (const part of name.slice(-MAX_LENGTH).split(/[^\p{L}\p{N}]+/u)) {
    for (const word of spaced(part).split(' ')) {
      const bare = word.replace(/\d{1,128}$/, '');
      if (bare !== '') words.push(bare.toLowerCase());
    }
  }
  return words;
}

/** A name in the one spelling that all of its spellings have: `api_key`, `apiKey` and `API-KEY` are `apikey`. */
export function spellingOf(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '').toLowerCase();
}

/** `DBPassword` is `DB Password`, `clientSecret` is `client Secret`. */
function spaced(part: string): string {
  return part.replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
}
