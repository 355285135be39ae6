/** Timers, queues and emitters: who had a function called, and with what: one row each. */
import { checkRow } from '../builtin/row.contract.ts';
import type { Row } from '../builtin/row.contract.ts';

const ROWS: Readonly<Record<string, Row>> = {
  'a listener that was registered twice': {
    program: `
      const { EventEmitter } = require('node:events');
      const bus = new EventEmitter();
      let result = 0;
      function add(price) {
        result += price;
      }
      function mount() {
        bus.on('add', add);
      }
      function refresh() {
        mount();
      }
      mount();
      refresh();
      bus.emit('add', 5);`,
    from: ['result += price', "bus.emit('add'", "bus.on('add', add)"],
  },
  'a listener of another event is not registered for this one': {
    program: `
      const { EventEmitter } = require('node:events');
      const bus = new EventEmitter();
      let result = 0;
      const set = (value) => {
        result = value + 0;
      };
      bus.on('other', set);
      bus.on('tick', set);
      bus.emit('tick', 1);`,
    from: ['result = value', "bus.on('tick', set)"],
    not: ["bus.on('other', set)"],
  },
  'a listener that was to be removed': {
    program: `
      const { EventEmitter } = require('node:events');
      const bus = new EventEmitter();
      const other = new EventEmitter();
      let result = 0;
      const listener = (value) => {
        result = value + 0;
      };
      const wrapped = (value) => {
        bus.off('tick', listener);
        other.off('tick', wrapped);
        bus.off('tock', wrapped);
        listener(value);
      };
      bus.on('tick', wrapped);
      bus.emit('tick', 1);
      bus.emit('tick', 2);`,
    from: ['result = value', 'listener(value)', "bus.emit('tick', 2)", "bus.off('tick', listener)"],
    not: ["other.off('tick', wrapped)", "bus.off('tock', wrapped)"],
  },
  'a listener that was to be removed by its own emitter': {
    program: `
      const { EventEmitter } = require('node:events');
      class Bus extends EventEmitter {
        first(name, listener) {
          const wrapped = (value) => {
            this.removeListener(name, listener);
            listener(value);
          };
          this.on(name, wrapped);
        }
      }
      let result = 0;
      const bus = new Bus();
      bus.first('tick', (value) => {
        result = value + 0;
      });
      bus.emit('tick', 1);
      bus.emit('tick', 2);`,
    from: ['result = value', 'listener(value)', 'this.removeListener(name, listener)'],
  },
  'what stopped something else is no part of it': {
    program: `
      const { EventEmitter } = require('node:events');
      const bus = new EventEmitter();
      let result = 0;
      const one = (value) => {
        result = value + 0;
      };
      const other = () => undefined;
      bus.on('tick', one);
      bus.on('tick', other);
      bus.emit('tick', 1);
      bus.off('tick', other);
      bus.emit('tick', 2);`,
    from: ['result = value', "bus.emit('tick', 2)"],
    not: ["bus.off('tick', other)"],
  },
  'a timer that was to be cleared': {
    program: `
      let timer = null;
      let result = 0;
      function start() {
        const handle = setTimeout(() => {
          result = 1 + 0;
          finished();
        }, 1);
      }
      start();
      clearTimeout(timer);`,
    from: ['result = 1', 'const handle = setTimeout', 'clearTimeout(timer)'],
  },
  'setTimeout closure': {
    program: `
      const given = 4 + 0;
      function later(value) {
        setTimeout(() => {
          const result = value * 2;
          finished();
        }, 1);
      }
      later(given);`,
    from: ['const result', 'later(given)', 'const given'],
  },
  'setTimeout arguments': {
    program: `
      const given = 4 + 0;
      function show(value) {
        const result = value * 2;
        finished();
      }
      setTimeout(show, 1, given);`,
    from: ['const result', 'setTimeout(show', 'const given'],
  },
  'setInterval state': {
    program: `
      let ticks = 0;
      const step = 2 + 0;
      let result = 0;
      const timer = setInterval(() => {
        ticks += step;
        if (ticks > 5) {
          clearInterval(timer);
          result = ticks;
          finished();
        }
      }, 1);`,
    from: ['result = ticks', 'ticks += step', 'const step'],
  },
  'nextTick through wrapper': {
    program: `
      function later(fn) {
        process.nextTick(() => fn(7));
      }
      const add = 1 + 0;
      later((n) => {
        const result = n + add;
        finished();
      });`,
    from: ['const result', 'process.nextTick', 'const add', 'later((n'],
  },
  'nextTick wrapper passes args': {
    program: `
      function defer(fn, ...args) {
        process.nextTick(fn, ...args);
      }
      const value = 1 + 0;
      function show(n) {
        const result = n * 2;
        finished();
      }
      defer(show, value);`,
    from: ['const result', 'process.nextTick', 'const value'],
  },
  'queueMicrotask control': {
    program: `
      const mode = 'fast' + '';
      let result = 0;
      function schedule(fn) {
        queueMicrotask(fn);
      }
      if (mode === 'fast') {
        schedule(() => {
          result = 1;
        });
      }`,
    from: ['result = 1', 'queueMicrotask(fn)', 'if (mode', 'const mode'],
  },
  'emitter payload': {
    program: `
      const { EventEmitter } = require('node:events');
      const bus = new EventEmitter();
      let result = 0;
      bus.on('price', (value) => {
        result = value * 2;
      });
      const price = 4 + 0;
      bus.emit('price', price);`,
    from: ['result = value', "bus.emit('price'", 'const price', "bus.on('price'"],
  },
  'emitter by named listener': {
    program: `
      const { EventEmitter } = require('node:events');
      const bus = new EventEmitter();
      let result = 0;
      function onPrice(value) {
        result = value * 2;
      }
      bus.on('price', onPrice);
      const price = 4 + 0;
      const other = 5 + 0;
      bus.emit('price', price);
      bus.emit('other', other);`,
    from: ['result = value', "bus.emit('price'", 'const price'],
    not: ['const other'],
  },
  'emitter in class with two args': {
    program: `
      const { EventEmitter } = require('node:events');
      class Store extends EventEmitter {
        save(name, n) {
          this.emit('saved', name, n + 1);
        }
      }
      const store = new Store();
      let result = 0;
      store.on('saved', (name, n) => {
        result = n;
      });
      const given = 4 + 0;
      store.save('x', given);`,
    from: ['result = n', "this.emit('saved'", 'store.save', 'const given'],
  },
  'emitter with two listeners': {
    program: `
      const { EventEmitter } = require('node:events');
      const bus = new EventEmitter();
      const entries = [];
      bus.on('a', (v) => {
        entries.push('first' + v);
      });
      bus.on('a', (v) => {
        entries.push('second' + v);
      });
      const given = 4 + 0;
      bus.emit('a', given);
      const result = entries[1];`,
    from: ["entries.push('second'", "bus.emit('a'", 'const given'],
  },
  'events.once': {
    program: `
      const { EventEmitter, once } = require('node:events');
      const bus = new EventEmitter();
      const given = 4 + 0;
      async function main() {
        setTimeout(() => {
          bus.emit('ready', given);
        }, 1);
        const [value] = await once(bus, 'ready');
        const result = value + 1;
        finished();
      }
      main();`,
    from: ['const [value]', "bus.emit('ready'", 'const given'],
  },
  'own emitter': {
    program: `
      class Bus {
        listeners = {};
        on(name, fn) {
          (this.listeners[name] ??= []).push(fn);
        }
        emit(name, ...args) {
          for (const fn of this.listeners[name] ?? []) {
            fn(...args);
          }
        }
      }
      const bus = new Bus();
      let result = 0;
      bus.on('x', (v) => {
        result = v;
      });
      const given = 3 + 0;
      bus.emit('x', given);`,
    from: ['result = v', 'fn(...args)', "bus.emit('x'", 'const given'],
  },
  EventTarget: {
    program: `
      const target = new (require('node:util').inspect ? EventTarget : Object)();
      let result = 0;
      target.addEventListener('x', (event) => {
        result = event.detail;
      });
      const given = 3 + 0;
      target.dispatchEvent(new CustomEvent('x', { detail: given }));`,
    from: ['result = event', 'target.dispatchEvent', 'const given'],
  },
  'node callback fs': {
    program: `
      const fs = require('node:fs');
      const path = '/no/such' + '/file';
      let result = '';
      fs.readFile(path, (error, data) => {
        result = error.code;
        finished();
      });`,
    from: ['result = error', 'fs.readFile', 'const path'],
  },
  'async local storage': {
    program: `
      const { AsyncLocalStorage } = require('node:async_hooks');
      const als = new AsyncLocalStorage();
      const user = { id: 3 };
      function current() {
        return als.getStore();
      }
      let result = 0;
      als.run(user, () => {
        result = current().id;
      });`,
    from: ['result = current', 'return als', 'const user'],
  },
};

describe('timers, queues and emitters', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
});
