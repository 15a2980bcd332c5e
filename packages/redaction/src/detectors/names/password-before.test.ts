import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { detect } from '../index.ts';

const redact = (text: string) => detect(text, () => '<secret>');
const token = 'a1b2c3d4e5f6a7b8c9d0';

describe('a secret is taken out without an operator in front of it', () => {
  for (const [where, text, wanted] of [
    ['a statement', "ALTER ROLE bob WITH PASSWORD 'hunter2';", "ALTER ROLE bob WITH PASSWORD '<secret>';"],
    ['MySQL', "ALTER USER 'b'@'%' IDENTIFIED BY 'hunter2'", "ALTER USER 'b'@'%' IDENTIFIED BY '<secret>'"],
    [
      'a plugin',
      "IDENTIFIED WITH caching_sha2_password BY 'hunter2'",
      "IDENTIFIED WITH caching_sha2_password BY '<secret>'",
    ],
    ['SET PASSWORD', "SET PASSWORD FOR 'bob' = 'hunter2'", "SET PASSWORD FOR 'bob' = '<secret>'"],
    [
      '.netrc',
      'machine api.example login bob password hunter2\nb',
      'machine api.example login bob password <secret>\nb',
    ],
    ['an error', "invalid password 'hunter2' for bob", "invalid password '<secret>' for bob"],
    ['an error about a token', `unknown access_token "${token}"`, 'unknown access_token "<secret>"'],
    ['mysql', 'mysql -h db -u root -phunter2 shop', 'mysql -h db -u root -p<secret> shop'],
    ['mysqldump', "mysqldump -p'hunter2' shop", "mysqldump -p'<secret>' shop"],
    ['mariadb', 'mariadb-dump -u root -phunter2 shop', 'mariadb-dump -u root -p<secret> shop'],
    ['redis-cli', 'redis-cli -h cache -a hunter2 ping', 'redis-cli -h cache -a <secret> ping'],
    ['sshpass', 'sshpass -p hunter2 ssh bob@host', 'sshpass -p <secret> ssh bob@host'],
    ['docker', 'docker login -u bob -p hunter2 registry', 'docker login -u bob -p <secret> registry'],
    ['podman', 'podman login -u bob -p hunter2 registry', 'podman login -u bob -p <secret> registry'],
    ['htpasswd', 'htpasswd -bc file bob hunter2', 'htpasswd -bc file bob <secret>'],
    ['ldapsearch', 'ldapsearch -x -w hunter2 -b dc=a', 'ldapsearch -x -w <secret> -b dc=a'],
    [
      'a part of a form',
      'Content-Disposition: form-data; name="password"\r\n\r\nhunter2\r\n--b',
      'Content-Disposition: form-data; name="password"\r\n\r\n<secret>\r\n--b',
    ],
    ['an entry of XML', '<entry key="password">hunter2</entry>', '<entry key="password"><secret></entry>'],
    ['CDATA', '<password><![CDATA[hunter2]]></password>', '<password><![CDATA[<secret>]]></password>'],
    ["Go's driver of MySQL", 'bob:hunter2@tcp(db:3306)/shop', 'bob:<secret>@tcp(db:3306)/shop'],
    ["Oracle's driver", 'jdbc:oracle:thin:bob/hunter2@//db/shop', 'jdbc:oracle:thin:bob/<secret>@//db/shop'],
  ] as const) {
    test(where, () => {
      assert.equal(redact(text), wanted);
      const masked = wanted.replace('<secret>', 'REDACTED');
      assert.equal(
        detect(masked, (_, match) => match),
        masked,
      );
    });
  }
});

describe('nothing is taken out of', () => {
  for (const text of [
    'password "must have 8 characters", password for user "bob" was changed, column "password" is missing',
    'Unexpected token "<", secret "shop-db-credentials" not found, unknown token \'export\'',
    'mysql -h db -u root -p shop < dump.sql; redis-cli -h cache ping; docker run -p 8080:80 shop',
    'docker login -u bob -p $PASSWORD; mysql -p"$PASSWORD"; sshpass -p "$SSHPASS" ssh host',
    'Content-Disposition: form-data; name="username"\r\n\r\nbob',
    'Content-Disposition: form-data; name="password"\r\n\r\n********',
    '<entry key="name">bob</entry><a><![CDATA[text]]></a>',
    'a@tcp is x, see @//comment, mail bob@example.org',
    "ALTER TABLE t ADD password text; SET PASSWORD POLICY = 'strong'",
  ])
    test(text, () => assert.equal(redact(text), text));
});
