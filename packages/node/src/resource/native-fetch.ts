/** In the bundle, `node-fetch`: what Google's client asks its metadata service with. Node has one of its own. */

export default globalThis.fetch;
