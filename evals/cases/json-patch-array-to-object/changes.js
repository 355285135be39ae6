'use strict';
const { compare } = require('fast-json-patch');

/** What changed between two versions of a document, for the audit log. */
function listChanges(before, after) {
  const operations = compare(before, after);
  return operations.map(({ op, path }) => `${op} ${path}`);
}

module.exports = { listChanges };
