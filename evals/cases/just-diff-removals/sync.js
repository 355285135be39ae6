'use strict';
const { diff } = require('just-diff');

/** Applies the operations in order, as a client does. */
function apply(document, operations) {
  const copy = structuredClone(document);
  for (const { op, path, value } of operations) {
    const key = path.at(-1);
    const parent = path.slice(0, -1).reduce((part, step) => part[step], copy);
    if (op !== 'remove') parent[key] = value;
    else if (Array.isArray(parent)) parent.splice(key, 1);
    else delete parent[key];
  }
  return copy;
}

function synchronize(before, after) {
  const operations = diff(before, after);
  return apply(before, operations);
}

module.exports = { synchronize };
