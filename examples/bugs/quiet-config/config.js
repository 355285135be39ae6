'use strict';

const DEFAULTS = { host: 'localhost', port: 8080, workers: 1 };

/** Configuration as people write it: JSON with line comments. */
function stripComments(text) {
  return text
    .split('\n')
    .map((line) => line.replace(/\/\/.*$/u, ''))
    .join('\n');
}

function parseConfig(text) {
  try {
    return JSON.parse(stripComments(text));
  } catch {
    return {};
  }
}

function loadConfig(text) {
  return { ...DEFAULTS, ...parseConfig(text) };
}

module.exports = { loadConfig };
