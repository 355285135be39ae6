'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { SemVer } = require('semver');

function nextRelease(current, kind, identifier) {
  const version = new SemVer(current);
  version.inc(kind, identifier);
  return version.version;
}

test('a patch', () => {
  assert.equal(nextRelease('1.4.2', 'patch'), '1.4.3');
});

test('a pre-release with a name', () => {
  assert.equal(nextRelease('1.4.2', 'preminor', 'beta'), '1.5.0-beta.0');
});

test('a name that is none', () => {
  assert.throws(() => nextRelease('1.4.2', 'preminor', 'no spaces'), /invalid identifier/u);
});

test('a pre-release named after a year', () => {
  assert.equal(nextRelease('1.4.2', 'preminor', '2025-rc'), '1.5.0-2025-rc.0');
});
