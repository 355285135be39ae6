/** Whole words of a name make it secret, in every spelling; a command line loses what follows such a name. */
import { createNameTest, hideSecretWords } from './secret-name.ts';

const isSecret = createNameTest(['password', 'token', 'api_key', 'accesstoken', '', '-']);

it.each(
  'token authToken accessToken accesstoken access_token TOKEN password userPassword PASSWORD2 passwordHash apiKey APIKey userAPIKey X-Api-Key my_api_key --password'.split(
    ' ',
  ),
)('%s is secret', (name) => expect(isSecret(name)).toBe(true));

it.each(
  'tokenizer tokens tokenize nextTokens keyApi api key keyboard accesstokens broken pass word Ⅻ'.split(
    ' ',
  ),
)('%s is not', (name) => expect(isSecret(name)).toBe(false));

it('an empty list and an empty name hide nothing', () => {
  expect(createNameTest([])('password')).toBe(false);
  expect(isSecret('')).toBe(false);
});

it('hides values of secret options in every form, and only those', () => {
  const argv =
    'node a.js --password=a=b --token t0 --token --verbose x PASSWORD=y --tokens z'.split(' ');
  const hidden: string[] = [];
  expect(hideSecretWords(argv, isSecret, (secret) => hidden.push(secret))).toEqual(
    'node a.js --password=[redacted] --token [redacted] --token --verbose x PASSWORD=[redacted] --tokens z'.split(
      ' ',
    ),
  );
  expect(hidden).toEqual(['a=b', 't0', 'y']);
});
