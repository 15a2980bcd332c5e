/** `text` of a URL without its escapes. A percent sign that begins none stays: passwords are written as they are, too. */
export function unescaped(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes; // bytes that are no UTF-8
    }
  });
}
