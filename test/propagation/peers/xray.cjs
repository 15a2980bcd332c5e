// AWS' own SDK, which puts the header into the request itself.
const http = require('node:http');
const { captureHTTPs, enableManualMode, middleware, Segment } = require('aws-xray-sdk-core');

enableManualMode();
const captured = captureHTTPs(http);

exports.xray = {
  async call(url, sampling) {
    const segment = new Segment('peer');
    if (sampling === 'no') segment.notTraced = true;
    const received = await new Promise((resolve, reject) => {
      const { hostname, port, pathname, search } = new URL(url);
      const options = { hostname, port, path: pathname + search, XRaySegment: segment };
      captured
        .get(options, (response) => new Response(response).json().then(resolve, reject))
        .on('error', reject);
    });
    const { id: spanId } = segment.subsegments[0];
    return { sent: { traceId: plain(segment.trace_id), spanId, sampled: sampling !== 'no' }, received };
  },
  read(request) {
    const { root, parent, sampled } = middleware.processHeaders(request);
    return { traceId: plain(root), spanId: parent, sampled: sampled === '1' };
  },
};

function plain(root) {
  return root.replace(/^1-/, '').replace('-', '');
}
