'use strict';
const JSON5 = require('json5');

/** @returns how often each word was counted */
function readCounts(text) {
  const counts = JSON5.parse(text);
  return Object.entries(counts).map(([word, count]) => `${word}=${count}`);
}

module.exports = { readCounts };
