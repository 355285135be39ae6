'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { LatencyMonitor } = require('./monitor.js');

function monitorWith(samples) {
  const monitor = new LatencyMonitor(250);
  for (const ms of samples) monitor.record('/checkout', ms);
  return monitor;
}

test('a route without traffic is healthy', () => {
  assert.deepEqual(monitorWith([]).report('/checkout'), {
    count: 0,
    mean: null,
    p95: null,
    healthy: true,
  });
});

test('a fast route is healthy', () => {
  const report = monitorWith([110, 120, 130, 140]).report('/checkout');
  assert.equal(report.p95, 140);
  assert.equal(report.healthy, true);
});

test('a slow tail makes a route unhealthy', () => {
  const report = monitorWith([80, 95, 70, 1200, 90, 85, 1350]).report('/checkout');
  assert.equal(report.p95, 1350);
  assert.equal(report.healthy, false);
});
