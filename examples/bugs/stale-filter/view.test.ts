import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Store } from './store.ts';
import { ListView } from './view.ts';

const teas = ['Assam', 'Sencha', 'Darjeeling', 'Gyokuro'];

test('shows everything without a query', () => {
  const store = new Store();
  const view = new ListView(store);
  store.update({ items: teas });
  assert.deepEqual(view.visible, teas);
});

test('renders once per update', () => {
  const store = new Store();
  const view = new ListView(store);
  store.update({ items: teas });
  store.update({ items: [] });
  assert.equal(view.renders, 2);
});

test('narrows the list as the query is typed', () => {
  const store = new Store();
  const view = new ListView(store);
  store.update({ items: teas });
  store.update({ query: 'se' });
  assert.deepEqual(view.visible, ['Sencha']);
});
