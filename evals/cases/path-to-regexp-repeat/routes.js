'use strict';
const { match } = require('path-to-regexp');

const archive = match('/archive/:year(\\d{4})');
const labels = match('/labels-:label(\\w)*');

function readArchive(url) {
  const found = archive(url);
  return found === false ? null : Number(found.params.year);
}

function readLabels(url) {
  const found = labels(url);
  if (found === false) return null;
  const { label } = found.params;
  return label;
}

module.exports = { readArchive, readLabels };
