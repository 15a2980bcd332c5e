/** Whether Elasticsearch takes it as the name of an index or data stream. */
export function isIndexName(name: string): boolean {
  const isPlain = /^[^\s\\/*?"<>|,#:A-Z\p{Cc}]+$/u.test(name) && !/^[-_+]/.test(name);
  return isPlain && name === name.toLowerCase() && !/^\.+$/.test(name) && Buffer.byteLength(name) <= 255;
}
