export default {
  redaction: {
    keys: ['x-pin'],
    detectors: ['email'],
    rules: [{ name: 'badge', pattern: /B-\d{6}/, replacement: '[badge]' }],
  },
};
