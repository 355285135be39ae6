/**
 * Names of the methods that objects of the language have: arrays, strings, numbers, dates, regular expressions, maps, sets, promises,
 * functions, iterators. That something of that name is called says little about functions of the project that are named so.
 */
const NAMES = `
  at charAt charCodeAt codePointAt concat copyWithin endsWith entries every fill filter find findIndex findLast findLastIndex flat
  flatMap forEach from includes indexOf isWellFormed join keys lastIndexOf localeCompare map match matchAll normalize of padEnd padStart
  pop push reduce reduceRight repeat replace replaceAll reverse search shift slice some sort splice split startsWith subarray substr
  substring toLowerCase toLocaleLowerCase toLocaleUpperCase toReversed toSorted toSpliced toUpperCase trim trimEnd trimStart unshift
  values with
  add clear delete get has set difference intersection isDisjointFrom isSubsetOf isSupersetOf symmetricDifference union
  next return throw drop take toArray
  then catch finally
  apply bind call
  exec test
  hasOwnProperty isPrototypeOf propertyIsEnumerable toJSON toLocaleString toString valueOf
  toExponential toFixed toPrecision
  getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getTime getTimezoneOffset getUTCDate getUTCDay
  getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes getUTCMonth getUTCSeconds setDate setFullYear setHours setMilliseconds
  setMinutes setMonth setSeconds setTime setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes setUTCMonth
  setUTCSeconds toDateString toISOString toLocaleDateString toLocaleTimeString toTimeString toUTCString`;

const METHODS: ReadonlySet<string> = new Set(NAMES.trim().split(/\s+/u));

/** Whether objects of the language have a method of that name. */
export function isBuiltinMethod(name: string): boolean {
  return METHODS.has(name);
}
