'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Client } = require('./client.js');

function failing(times) {
  let left = times;
  return async (request) => {
    if (left-- > 0) throw new Error(`refused ${request.path}`);
    return { status: 200 };
  };
}

test('answers at once where nothing fails', async () => {
  const client = new Client(failing(0), { retries: 2 });
  assert.deepEqual(await client.send({ path: '/stock' }), { status: 200 });
  assert.equal(client.attempts, 1);
});

test('repeats a request that was refused', async () => {
  const client = new Client(failing(2), { retries: 2 });
  await client.send({ path: '/stock' });
  assert.equal(client.attempts, 3);
});

test('uses three retries by default', async () => {
  const client = new Client(failing(9));
  await assert.rejects(client.send({ path: '/stock' }));
  assert.equal(client.attempts, 4);
});

test('does not repeat a payment', async () => {
  const client = new Client(failing(9), { retries: 0 });
  await assert.rejects(client.send({ path: '/payments' }));
  assert.equal(client.attempts, 1);
});
