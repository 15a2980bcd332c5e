import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { Redactor } from '../redactor.ts';
import { secrecyOf } from './secret-names.ts';
import { contentOf } from './semantic-names.ts';

const SECRET = `
password Password PASSWORD db_password dbPassword DBPassword dbpassword DB-PASSWORD user.password user[password]
password2 passwordHash password_confirmation oldPassword newPassword passwd pwd passphrase mysql_pwd
secret client_secret clientSecret clientsecret app.secret secretValue secret_key_base credentials aws.credentials
authorization http.request.header.authorization http.request.header.proxy-authorization Proxy-Authorization
cookie set-cookie http.request.header.cookie http.response.header.set-cookie sessionCookie cookies
api_key apiKey APIKey apikey X-API-KEY http.request.header.x-api-key googleApiKey openai.api_key apiKeys
access_key secretAccessKey aws_secret_access_key private_key privateKey PRIVATE_KEY_PEM private_key_base64 encryptionKey
jwt bearer csrf _csrf x-xsrf SAMLResponse client_assertion authorization_code cvv cvv2 cardNumber card_number ssn otp
token access_token accessToken refresh_token id_token x-auth-token authtoken sessionToken csrf_token token.0 userAccessToken
rpc.request.metadata.authorization x-amz-security-token vault_token tokenValue api_tokens
pass db_pass smtp.pass SMTP_PASS userpass passwort contraseña JSESSIONID connect.sid PHPSESSID AccountKey
X-RapidAPI-Key AZURE_STORAGE_KEY cvv_code verificationCode PGPASSWORD Ocp-Apim-Subscription-Key x-functions-key session_key
пароль 密码 user.パスワード seedPhrase authorizationHeader http.auth_header basicAuth SharedAccessSignature code_verifier
securityCode login_code smsCode passwordHint id_token_hint secretText
http.request.header.x-auth http.request.header.auth http.request.header.authentication X-Sentry-Auth x-insert-key x-session-id
`;

const OPEN = `
name user.name user.id id path code state key primary_key foreignKey partition_key sortKey cacheKey routing_key
messaging.kafka.message.key public_key publicKey key_id access_key_id apiKeyId session.id session_id sessionId
tokens max_tokens maxTokens token_count tokenCount token_type tokenType token_expires_at input_tokens
country_code statusCode storage_key_name hasPasswordless passwordless gen_ai.usage.input_tokens time_to_first_token next_token nextToken NextPageToken continuation_token page_token
password_policy passwordResetAt password_changed_at password.length secret_name secretName secretArn
cookie_domain cookieConsent authorization_endpoint auth auth.method author authority authenticated
compass bypass boarding_pass_id passed passenger passport pass_rate bandpass.filter low_pass keyboard monkey
http.request.id url.path url.full db.user db.name db.query.text trace_id traceparent tracestate
signature certificate jwtAlgorithm csrfEnabled card.brand cardHolder secretary tokenizer tokenized
jwt.header csrfHeader passwordText.length postcode zipCode error_code phrase
`;

const words = (text: string): string[] => text.trim().split(/\s+/);

describe('a name', () => {
  for (const name of words(SECRET))
    it(`says that its value is secret: ${name}`, () => assert.ok(secrecyOf(name)));
  for (const name of words(OPEN))
    it(`says nothing of the kind: ${name}`, () => assert.equal(secrecyOf(name), undefined));

  it('hides its value in a query as well', () => {
    const redactor = new Redactor();
    for (const name of words(SECRET))
      assert.equal(redactor.attribute('url.query', `a=1&${name}=x`), `a=1&${name}=REDACTED`);
  });

  it('of the semantic conventions never does', () => {
    const require = createRequire(import.meta.url);
    const names = Object.entries(require('@opentelemetry/semantic-conventions/incubating') as object)
      .filter(([constant]) => /^(?:ATTR|METRIC|EVENT)_/.test(constant))
      .map(([, name]) => String(name));
    assert.ok(names.length > 1000);
    assert.deepEqual(
      names.filter((name) => secrecyOf(name) !== undefined),
      [],
    );
  });

  it('of any length is judged by its end, in time', () => {
    assert.equal(secrecyOf(`${'A'.repeat(1e6)}_password`), 'always');
    assert.equal(secrecyOf('aB'.repeat(1e6)), undefined);
  });

  it('says what its value consists of', () => {
    const contents = {
      'db.query.text': 'sql',
      'db.query.parameter.0': 'bound',
      'db.postgresql.values': 'bound',
      'http.request.header.referer': 'url',
      redirectUri: 'url',
      query_string: 'query',
      body: 'said',
      constructor: 'text',
    };
    for (const [name, content] of Object.entries(contents)) assert.equal(contentOf(name), content, name);
  });
});

describe('names of the application', () => {
  it('are secret in every spelling, and as the end of longer ones', () => {
    const redactor = new Redactor({ keys: ['date_of_birth', 'X-Tenant'] });
    for (const name of ['dateOfBirth', 'DATE-OF-BIRTH', 'customer.date_of_birth', 'x_tenant'])
      assert.equal(redactor.attribute(name, 'v'), 'REDACTED', name);
    assert.equal(redactor.attribute('date_of_birth_format', 'v'), 'v');
    assert.equal(redactor.attribute('url.query', 'dateOfBirth=1&a=2'), 'dateOfBirth=REDACTED&a=2');
  });

  const texts: [given: string, expected?: string][] = [
    ['born dob=1990-01-02 in', 'born dob=REDACTED in'],
    ['{"customerDob":"1990 01","name":"ann"}', '{"customerDob":"REDACTED","name":"ann"}'],
    [String.raw`{\"dob\": \"1990\"}`, String.raw`{\"dob\": \"REDACTED\"}`],
    ["dateOfBirth: '1990', x", "dateOfBirth: 'REDACTED', x"],
    ['DOB: 1990\nname: ann', 'DOB: REDACTED\nname: ann'],
    ['adob=1990 dob_format=x dob dobby=1'],
  ];
  for (const [given, expected = given] of texts)
    it(`are secret in a text: ${JSON.stringify(given)}`, () => {
      const redactor = new Redactor({ keys: ['dob', 'date-of-birth'] });
      assert.equal(redactor.text(given), expected);
      assert.equal(redactor.text(expected), expected, 'a second time changes nothing');
    });

  it('are left alone where they are allowed, whatever is in them', () => {
    const redactor = new Redactor({ allow: ['public_token', 'code'] });
    const given = { publicToken: 'x', list: [{ 'public-token': 'Bearer abcdefgh12345' }] };
    assert.equal(redactor.attributes(given as never), given);
    assert.equal(redactor.attribute('url.query', 'code=1&token=2'), 'code=1&token=REDACTED');
    assert.equal(redactor.attribute('private.public_token', 'x'), 'REDACTED', 'whole names only');
  });
});
