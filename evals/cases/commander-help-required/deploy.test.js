'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { runDeploy } = require('./deploy.js');

test('deploys', () => {
  assert.equal(runDeploy(['--target', 'staging', 'push', 'b17']), 'b17 to staging');
});

test('the target is required', () => {
  assert.equal(runDeploy(['push', 'b17']), 'commander.missingMandatoryOptionValue');
});

test('help needs no target', () => {
  const code = runDeploy(['--help']);
  assert.equal(code, 'commander.helpDisplayed');
});
