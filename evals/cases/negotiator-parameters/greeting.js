'use strict';
const Negotiator = require('negotiator');

/** @returns the languages that a visitor asked for, best first */
function languagesOf(header) {
  const negotiator = new Negotiator({ headers: { 'accept-language': header } });
  const languages = negotiator.languages();
  return languages;
}

module.exports = { languagesOf };
