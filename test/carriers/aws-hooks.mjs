// Hooks of an application's own: what they see of a message is on its span.

const attributesOf = ({ commandInput }) => Object.keys(commandInput.MessageAttributes ?? {});

export default {
  instrumentationOptions: {
    'aws-sdk': {
      preRequestHook: (span, { request }) =>
        span.setAttribute('app.attributes', attributesOf(request).length),
      responseHook: (span, { response }) =>
        span.setAttribute('app.carried', attributesOf(response.request).includes('traceparent')),
    },
  },
};
