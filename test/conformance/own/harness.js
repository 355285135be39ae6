/* What every program of ours calls: runs before it in the same realm and is not rewritten. */
var log = [];
function note(name, value) {
  log.push(name);
  return value;
}
function show(value) {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `function ${value.name}`;
  return value === undefined ? 'undefined' : JSON.stringify(value);
}
function check(actual, expected) {
  if (show(actual) !== show(expected))
    throw new Error(`${show(actual)} instead of ${show(expected)}`);
}
function done(error) {
  if (error === undefined) print('Test262:AsyncTestComplete');
  else print(`Test262:AsyncTestFailure:${error}`);
}
