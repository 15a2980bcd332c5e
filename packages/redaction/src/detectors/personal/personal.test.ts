import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createDetect, type OptInDetector } from '../index.ts';

function redactor(...wanted: OptInDetector[]): (text: string) => string {
  const detect = createDetect(wanted);
  return (text) => detect(text, (rule) => `<${rule}>`);
}

describe('what is asked for is taken out', () => {
  for (const [detector, text, wanted] of [
    ['email', 'sent to jane.doe+shop@mail.example.com.', 'sent to <email>.'],
    ['email', '{"to":"jörg@münchen.example"}', '{"to":"<email>"}'],
    ['email', 'GET /unsubscribe?address=jane%40example.org&x=1', 'GET /unsubscribe?address=<email>&x=1'],
    ['phone', 'called +49 30 1234567, no answer', 'called <phone>, no answer'],
    ['phone', 'called +14155550100', 'called <phone>'],
    ['phone', 'called (415) 555-0100 and 415-555-0100', 'called <phone> and <phone>'],
    ['phone', 'called 030 / 1234567', 'called <phone>'],
    ['phone', 'called 0049 171 1234567', 'called <phone>'],
    ['phone', 'called 06 12 34 56 78 and 03-1234-5678', 'called <phone> and <phone>'],
    ['phone', 'called 1-800-555-0199', 'called <phone>'],
    ['phone', '?a=%2B44%2020%207946%200958&b=%28415%29%20555-0132', '?a=<phone>&b=<phone>'],
    ['phone', 'a=%2B44+20+7946+0958&b=1', 'a=<phone>&b=1'],
    [
      'phone',
      '\u001b[32m415-555-0100\u001b[0m, \\n+14155550100\\n',
      '\u001b[32m<phone>\u001b[0m, \\n<phone>\\n',
    ],
    ['ip', '\u001b[32m203.0.113.7\u001b[0m, \\n2001:db8::1\\n', '\u001b[32m<ip>\u001b[0m, \\n<ip>\\n'],
    ['ip', '?a=2001%3Adb8%3A%3A1&b=1', '?a=<ip>&b=1'],
    ['ip', 'from 203.0.113.7:4711', 'from <ip>:4711'],
    ['ip', 'http://203.0.113.7/a', 'http://<ip>/a'],
    ['ip', 'from [2001:db8::8a2e:370:7334]:443', 'from [<ip>]:443'],
    ['ip', 'from ::ffff:203.0.113.7', 'from <ip>'],
    ['national-id', 'ssn 078-05-1120', 'ssn <national-id>'],
    ['national-id', 'nino QQ 12 34 56 C, AB 12 34 56 C', 'nino QQ 12 34 56 C, <national-id>'],
    ['national-id', 'nir 2 55 08 14 168 025 38', 'nir <national-id>'],
    ['national-id', 'dni 12345678Z, nie X1234567L', 'dni <national-id>, nie <national-id>'],
    ['national-id', 'cf RSSMRA85T10A562S', 'cf <national-id>'],
    ['national-id', 'cpf 529.982.247-25', 'cpf <national-id>'],
    ['national-id', 'id 11010519491231002X', 'id <national-id>'],
    ['national-id', 'ssn 219 09 9999, \\n078-05-1120\\n', 'ssn <national-id>, \\n<national-id>\\n'],
    ['national-id', 'ahv 756.9217.0769.85', 'ahv <national-id>'],
    ['national-id', 'rrn 85.07.30-033.28', 'rrn <national-id>'],
    ['national-id', 'hetu 131052-308T', 'hetu <national-id>'],
    ['national-id', 'pnr 811218-9876', 'pnr <national-id>'],
  ] as const) {
    test(`${detector}: ${text}`, () => {
      assert.equal(redactor(detector)(text), wanted);
      assert.equal(redactor()(text), text, 'without being asked');
    });
  }
});

describe('what only looks like it stays', () => {
  for (const [detector, text] of [
    ['email', 'git@github.com:shop/app.git, left-pad@1.3.0, @scope/name, a @ b'],
    [
      'phone',
      'at 2026-11-26T11:29:30+01:00 took 0.123456789 s, id 4155550100, 12-345-6789, offset 0048734886, 01-02-2026 10:00',
    ],
    [
      'ip',
      'Chrome/156.0.0.0 on 127.0.0.1 and ::1, version 1.2.3.4.5, at 12:30:45, 999.1.1.1, std::fmt, 00:1b:44:11:3a:b7',
    ],
    [
      'national-id',
      'order 000-12-3456, 12345678A, 529.982.247-26, 110105194912310021, 811218-9875, RSSMRA85T10A562T',
    ],
    ['national-id', 'order 85.07.30-033.29, 131052-308U, 255081416802539, 757.9217.0769.85, 219 00 9999'],
  ] as const) {
    test(`${detector}: ${text}`, () => assert.equal(redactor(detector)(text), text));
  }
});

test('several detectors work together, and beside the built-in ones', () => {
  const redact = redactor('email', 'phone', 'ip', 'national-id');
  assert.equal(
    redact('a@example.com from 203.0.113.7 called +49 30 1234567: password=hunter2'),
    '<email> from <ip> called <phone>: password=<named>',
  );
});
