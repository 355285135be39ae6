'use strict';
const merge = require('deepmerge');

function combineTags(own, inherited) {
  const combined = [...(own ?? []), ...inherited].map((tag) => tag.toLowerCase());
  return [...new Set(combined)].sort();
}

/** A page inherits the metadata of its section; tags are combined, the rest is overridden. */
function mergeMetadata(page, section) {
  const merged = merge(page, section, {
    customMerge: (key) => (key === 'tags' ? combineTags : undefined),
  });
  return merged;
}

module.exports = { mergeMetadata };
