/**
 * The attribute names that this package writes, from the stable HTTP semantic conventions, and `http.request.id`.
 * Literals instead of `@opentelemetry/semantic-conventions`: that module costs start-up time for a dozen strings.
 */
export const CLIENT_ADDRESS = 'client.address';
export const ERROR_TYPE = 'error.type';
/** Bytes, as they are sent. */
export const HTTP_REQUEST_BODY_SIZE = 'http.request.body.size';
export const HTTP_REQUEST_ID = 'http.request.id';
export const HTTP_REQUEST_METHOD = 'http.request.method';
export const HTTP_REQUEST_METHOD_ORIGINAL = 'http.request.method_original';
/** Ours: there is no such convention. In seconds. */
export const HTTP_REQUEST_QUEUE_DURATION = 'http.server.request.queue_duration';
/** Bytes, as they are sent. */
export const HTTP_RESPONSE_BODY_SIZE = 'http.response.body.size';
export const HTTP_RESPONSE_STATUS_CODE = 'http.response.status_code';
export const HTTP_ROUTE = 'http.route';
/** The metric's name, for what one request took. In seconds. */
export const HTTP_SERVER_REQUEST_DURATION = 'http.server.request.duration';
export const NETWORK_PEER_ADDRESS = 'network.peer.address';
export const NETWORK_PEER_PORT = 'network.peer.port';
export const NETWORK_PROTOCOL_VERSION = 'network.protocol.version';
/** Ours: whether a response did not get through to its end. */
export const REQUEST_ABORTED = 'waymark.request.aborted';
export const SERVER_ADDRESS = 'server.address';
export const SERVER_PORT = 'server.port';
export const SERVICE_PEER_NAME = 'service.peer.name';
export const URL_FULL = 'url.full';
export const URL_PATH = 'url.path';
export const URL_QUERY = 'url.query';
export const URL_SCHEME = 'url.scheme';
export const USER_AGENT_ORIGINAL = 'user_agent.original';
export const USER_AGENT_SYNTHETIC_TYPE = 'user_agent.synthetic.type';
