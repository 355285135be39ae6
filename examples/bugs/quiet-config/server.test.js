'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { planServer } = require('./server.js');

test('an empty configuration gives the defaults', () => {
  assert.equal(planServer('{}').port, 8080);
});

test('comments are allowed', () => {
  const plan = planServer('{\n  // behind the proxy\n  "port": 9000\n}');
  assert.equal(plan.port, 9000);
});

test('workers are named', () => {
  assert.deepEqual(planServer('{ "workers": 2 }').workers, ['worker-1', 'worker-2']);
});

test('the port is used beside a callback address', () => {
  const plan = planServer('{\n  "callback": "https://shop.example/hook",\n  "port": 9000\n}');
  assert.equal(plan.port, 9000);
});
