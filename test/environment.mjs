/**
 * Jest's node environment, with the native tree-sitter packages loaded in the outer realm: native tree-sitter breaks when
 * a second test file of the same process loads it in a realm of its own (`rootNode` is undefined there).
 */
import { createRequire } from 'node:module';
import { TestEnvironment } from 'jest-environment-node';

const require = createRequire(import.meta.url);
const native = {
  Parser: require('tree-sitter'),
  JavaScript: require('tree-sitter-javascript'),
  TypeScript: require('tree-sitter-typescript'),
  /** The outer realm's way to make a `require`: jest's own cannot load ES modules before Node 24. */
  createRequire,
};

export default class ScopeEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.defineProperty(this.global, Symbol.for('scope.test.tree-sitter'), { value: native });
  }
}
