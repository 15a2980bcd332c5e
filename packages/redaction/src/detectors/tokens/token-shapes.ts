/**
 * Tokens that say what they are by how they begin. A row is a rule, a prefix, the alphabet of what follows and how
 * many of it there must be. Sources: what each vendor documents, and what was seen; lengths are lenient upwards
 * where a vendor has said that they will grow.
 */

import {
  ALNUM,
  BASE64,
  BASE64_SIGN,
  DASH,
  DIGIT,
  DOT,
  HEX,
  LOWER,
  UNDERSCORE,
  UPPER,
  URL_SAFE,
  WORD,
} from '../characters.ts';

export interface TokenShape {
  rule: string;
  prefix: string;
  /** What may follow the prefix: a sum of alphabets. */
  of: number;
  /** How many characters must follow the prefix. */
  min: number;
  /** How many may follow; of a longer run nothing is a token. */
  max: number;
  /** What must stand somewhere in it. */
  has: string | undefined;
}

/** A longest length for those that may be of any: all of the run is the token. */
export const UNBOUNDED = 0x3fffffff;
const CAPS = UPPER | DIGIT;
const BASE64_ANY = BASE64 | URL_SAFE;
const DOTTED = URL_SAFE | DOT;

function shape(
  rule: string,
  prefix: string,
  of: number,
  min: number,
  max = UNBOUNDED,
  has?: string,
): TokenShape {
  return { rule, prefix, of, min, max, has };
}

const each = (rule: string, prefixes: string, of: number, min: number, max?: number, has?: string) =>
  prefixes.split(' ').map((prefix) => shape(rule, prefix, of, min, max, has));

/** The kinds that are always on by the product's promise. */
export const builtInShapes: readonly TokenShape[] = [
  // A JSON object in base64, a dot, and more. The second is base64 once more, as in Kubernetes' secrets.
  ...each('jwt', 'eyJ eyA ewo ewog', DOTTED | BASE64_SIGN, 20, UNBOUNDED, '.'),
  shape('jwt', 'ZXlK', DOTTED | BASE64_SIGN, 40),
  // Access key ids: of users, of roles for a time, of bearer tokens, of context.
  ...each('aws', 'AKIA ASIA ABIA ACCA', CAPS, 16, 16),
  shape('aws', 'A3T', CAPS, 17, 17),
  shape('aws', 'ABSK', BASE64, 100, 280),
  shape('aws', 'bedrock-api-key-', BASE64, 40),
  ...each('github', 'ghp_ gho_ ghu_ ghs_ ghr_', WORD | DOT | DASH, 36),
  shape('github', 'github_pat_', WORD, 36),
  ...each('slack', 'xoxa- xoxr-', URL_SAFE, 8),
  ...each('slack', 'xoxb- xoxp- xoxo- xoxs- xoxc- xoxd- xoxe- xapp-', URL_SAFE | BASE64_SIGN, 16),
  ...each('slack', 'xoxe.xoxb- xoxe.xoxp-', URL_SAFE, 60),
  shape('slack', 'xwfp-', URL_SAFE, 16),
  ...each(
    'slack',
    'hooks.slack.com/services/ hooks.slack.com/workflows/ hooks.slack.com/triggers/',
    BASE64,
    20,
  ),
  shape('slack', 'hooks.slack-gov.com/services/', BASE64, 20),
  ...each('stripe', 'sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_', ALNUM, 10),
  ...each('stripe', 'sk_org_live_ sk_org_test_ ek_live_ ek_test_', ALNUM, 10),
  ...each('stripe', 'pi_ seti_', WORD, 40, UNBOUNDED, '_secret_'),
  shape('stripe', 'whsec_', BASE64, 24),
  shape('google', 'AIza', URL_SAFE, 35, 35),
  shape('google', 'GOCSPX-', URL_SAFE, 20),
  // The same in base64, as in Kubernetes' secrets.
  ...each('aws', 'QUtJQ QVNJQ', BASE64, 22, 24),
  ...each('github', 'Z2hwX Z2hvX Z2h1X Z2hzX Z2hyX', BASE64, 47),
  shape('github', 'Z2l0aHViX3BhdF', BASE64, 48),
  ...each('slack', 'eG94Yi0 eG94cC0 eG94YS0 eG94cy0 eG94ci0 eG94Yy0 eG94ZC0 eG94ZS eGFwcC0', BASE64, 30),
  ...each('stripe', 'c2tfbGl2ZV c2tfdGVzdF cmtfbGl2ZV cmtfdGVzdF d2hzZWNf', BASE64, 24),
  ...each('google', 'QUl6YV R09DU1BYL eWEyOS5', BASE64, 36),
  ...each('google', 'ya29. 1//0 1%2F%2F0 1\\/\\/0', DOTTED, 20),
  shape('google', 'AQ.Ab8', URL_SAFE, 40),
];

/** Others that cost nothing more, since they are found in the same way. */
export const otherShapes: readonly TokenShape[] = [
  shape('1password', 'A3-', CAPS | DASH, 30, 40),
  shape('1password', 'ops_eyJ', BASE64, 60),
  shape('adobe', 'p8e-', ALNUM, 32, 32),
  shape('age', 'AGE-SECRET-KEY-1', CAPS, 58, 58),
  shape('airtable', 'pat', ALNUM | DOT, 79, 79),
  shape('alibaba', 'LTAI', ALNUM, 12, 24),
  ...each('anthropic', 'sk-ant-api sk-ant-admin sk-ant-oat sk-ant-ort sk-ant-sid', URL_SAFE, 40),
  shape('artifactory', 'AKCp', ALNUM, 60, 80),
  shape('artifactory', 'cmVmd', ALNUM, 59, 59),
  shape('atlassian', 'ATATT3', URL_SAFE | BASE64_SIGN, 100),
  shape('atlassian', 'ATCTT3', URL_SAFE | BASE64_SIGN, 100),
  ...each('authress', 'sc_ ext_ scauth_ authress_', BASE64_ANY | DOT, 60, 230, '.acc'),
  shape('circleci', 'CCIPAT_', WORD, 40),
  shape('clickhouse', '4b1d', ALNUM, 38, 38),
  shape('clojars', 'CLOJARS_', ALNUM, 60, 60),
  shape('cloudflare', 'v1.0-', HEX | DASH, 171, 171),
  shape('databricks', 'dapi', HEX | DASH, 32, 36),
  ...each('digitalocean', 'doo_v1_ dop_v1_ dor_v1_', HEX, 64, 64),
  ...each('discord', 'discord.com/api/webhooks/ discordapp.com/api/webhooks/', URL_SAFE | BASE64_SIGN, 60),
  ...each('deno', 'ddp_ ddo_', ALNUM, 36, 36),
  shape('docker', 'dckr_pat_', URL_SAFE, 20),
  shape('docker', 'dckr_oat_', URL_SAFE, 20),
  ...each(
    'doppler',
    'dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.',
    ALNUM | DOT | UNDERSCORE | DASH,
    40,
    90,
  ),
  ...each('duffel', 'duffel_test_ duffel_live_', URL_SAFE, 43, 44),
  ...each('dynatrace', 'dt0c01. dt0s01. dt0s16.', CAPS | LOWER | DOT, 60, 100),
  ...each('easypost', 'EZAK EZTK', ALNUM, 54, 54),
  ...each('facebook', 'EAAM EAAC EAAG EAAB', ALNUM, 90),
  shape('elastic', 'essu_', BASE64, 40),
  shape('figma', 'figd_', URL_SAFE, 36),
  ...each('flutterwave', 'FLWSECK_TEST- FLWPUBK_TEST- FLWSECK- FLWPUBK-', ALNUM | DASH, 12, 40),
  ...each('flyio', 'fo1_ fm1a_ fm1r_ fm2_', BASE64_ANY, 40),
  shape('frameio', 'fio-u-', URL_SAFE | BASE64_SIGN, 60, 64),
  ...each(
    'gitlab',
    'glpat- gldt- glft- glrt- glsoat- glptt- glimt- glffct- glcbt- glagent- gloas-',
    DOTTED,
    20,
  ),
  shape('gitlab', 'GR1348941', URL_SAFE, 20),
  ...each('gocardless', 'live_', URL_SAFE | BASE64_SIGN, 40, 40),
  shape('grafana', 'glc_', BASE64, 32),
  shape('grafana', 'glsa_', WORD, 41, 41),
  ...each('harness', 'pat. sat.', DOTTED, 68, 68),
  shape('heroku', 'HRKU-', URL_SAFE, 36, 64),
  shape('huggingface', 'hf_', ALNUM, 30, 40),
  shape('huggingface', 'api_org_', ALNUM, 30, 40),
  shape('infracost', 'ico-', ALNUM, 32, 32),
  ...each('intra42', 's-s4t2ud- s-s4t2af-', HEX, 64, 64),
  shape('linear', 'lin_api_', ALNUM, 40),
  shape('linear', 'lin_oauth_', ALNUM, 40),
  ...each('mapbox', 'sk.eyJ', DOTTED, 40),
  shape('newrelic', 'NRAK-', ALNUM, 27, 27),
  shape('newrelic', 'NRII-', URL_SAFE, 32, 32),
  shape('newrelic', 'NRJS-', HEX, 19, 19),
  shape('newrelic', 'NRAA-', HEX, 27, 27),
  shape('notion', 'ntn_', ALNUM, 40, 60),
  shape('npm', 'npm_', ALNUM, 36),
  shape('nuget', 'oy2', LOWER | DIGIT, 43, 43),
  shape('octopus', 'API-', CAPS, 26, 26),
  ...each('openai', 'sk-proj- sk-svcacct- sk-admin- sk-or-v1-', URL_SAFE, 40),
  shape('openai', 'sk-', ALNUM, 40, 64),
  shape('openshift', 'sha256~', URL_SAFE, 43, 43),
  shape('packagist', 'packagist_', WORD, 28),
  shape('perplexity', 'pplx-', ALNUM, 40),
  ...each('planetscale', 'pscale_tkn_ pscale_oauth_ pscale_pw_', DOTTED | BASE64_SIGN, 32, 64),
  shape('postman', 'PMAT-', CAPS, 26, 26),
  shape('postman', 'PMAK-', HEX | DASH, 59, 59),
  shape('prefect', 'pnu_', ALNUM, 36, 36),
  shape('pulumi', 'pul-', HEX, 40, 40),
  shape('pypi', 'pypi-AgE', URL_SAFE, 50),
  shape('readme', 'rdme_', LOWER | DIGIT, 70, 70),
  shape('replicate', 'r8_', ALNUM, 37, 40),
  shape('resend', 're_', WORD, 33, 33, '_'),
  shape('rubygems', 'rubygems_', HEX, 48, 48),
  shape('scalingo', 'tk-us-', URL_SAFE, 48, 48),
  shape('sendgrid', 'SG.', DOTTED | BASE64_SIGN, 60, 72),
  shape('sendinblue', 'xkeysib-', ALNUM | DASH, 81, 81),
  shape('sendinblue', 'xsmtpsib-', ALNUM | DASH, 81, 81),
  shape('sentry', 'sntrys_', BASE64 | WORD, 50),
  shape('sentry', 'sntryu_', HEX, 64, 64),
  ...each('settlemint', 'sm_aat_ sm_pat_ sm_sat_', ALNUM, 16, 16),
  ...each('shippo', 'shippo_live_ shippo_test_', HEX, 40, 40),
  ...each('shopify', 'shpat_ shpca_ shppa_ shpss_ shptka_ shpua_', HEX, 32),
  shape('snyk', 'sgp_', WORD, 40, 62),
  ...each('sourcegraph', 'sgp_ sgd_', WORD, 40, 62),
  shape('square', 'sq0atp-', URL_SAFE, 22, 60),
  shape('square', 'sq0csp-', URL_SAFE, 22, 60),
  shape('square', 'EAAA', URL_SAFE, 56, 64),
  ...each('sonar', 'sqp_ squ_ sqa_', HEX, 40, 40),
  ...each('supabase', 'sbp_ sb_secret_', WORD | DASH, 30),
  shape('tailscale', 'tskey-', ALNUM | DASH, 20),
  shape('teams', 'webhook.office.com/webhookb2/', DOTTED | BASE64_SIGN, 36),
  shape('teams', 'IncomingWebhook/', DOTTED | BASE64_SIGN, 60),
  shape('terraform', 'atlasv1.', URL_SAFE, 60, 70),
  shape('twilio', 'SK', HEX, 32, 32),
  ...each('typeform', 'tfp_', DOTTED | BASE64_SIGN, 59, 59),
  ...each('vault', 'hvs. hvb. hvr.', URL_SAFE, 24),
  shape('vault', 's.', ALNUM, 24, 24),
  shape('xai', 'xai-token-', ALNUM, 60),
  shape('xai', 'xai-', ALNUM, 60),
  shape('groq', 'gsk_', ALNUM, 40),
  shape('yandex', 't1.', DOTTED | BASE64_SIGN, 80, 220),
  shape('yandex', 'AQVN', URL_SAFE, 35, 38),
  shape('yandex', 'YC', URL_SAFE, 38, 38),
];
