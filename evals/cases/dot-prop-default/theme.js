'use strict';
const dotProp = require('dot-prop');

const FALLBACK = '#000000';

function colorOf(theme, path) {
  const color = dotProp.get(theme, path, FALLBACK);
  return color;
}

module.exports = { colorOf };
