'use strict';
const { mean, percentile } = require('./stats.js');

/** Keeps the latest samples of every route and judges them against an objective. */
class LatencyMonitor {
  constructor(objectiveMs, keep = 50) {
    this.objectiveMs = objectiveMs;
    this.keep = keep;
    this.routes = new Map();
  }

  record(route, ms) {
    const samples = this.routes.get(route) ?? [];
    samples.push(ms);
    this.routes.set(route, samples.slice(-this.keep));
  }

  report(route) {
    const samples = this.routes.get(route) ?? [];
    const p95 = percentile(samples, 0.95);
    return {
      count: samples.length,
      mean: samples.length === 0 ? null : mean(samples),
      p95,
      healthy: p95 === null || p95 <= this.objectiveMs,
    };
  }
}

module.exports = { LatencyMonitor };
