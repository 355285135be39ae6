import { readQuestion } from './question.ts';

describe('readQuestion', () => {
  const check = (text: string, expected: Partial<ReturnType<typeof readQuestion>>): void => {
    expect(readQuestion(text)).toMatchObject(expected);
  };
  it('change of a property', () =>
    check('why does order.total change', {
      kind: 'change',
      subject: 'order.total',
      isExplicit: true,
    }));
  it('change in the past', () =>
    check('why did total change?', { kind: 'change', subject: 'total', isExplicit: false }));
  it('a value', () =>
    check('why is order.total NaN', { kind: 'value', subject: 'order.total', observed: 'NaN' }));
  it('instead of', () =>
    check('why is the url "http://a/1" instead of "http://a/2"?', {
      kind: 'value',
      subject: 'url',
      observed: 'http://a/1',
      expected: 'http://a/2',
    }));
  it.each([
    ['why is due 80 and not 62.5', '80', '62.5'],
    ['why is due 80, not 62.5?', '80', '62.5'],
    ['why is due not 62.5 but 80', '80', '62.5'],
    ["why is 'a' and not 'b' printed", 'a', 'b'],
    ['why is due 80 and not rounded', '80', null],
  ])('a value and another one: %s', (question, observed, expected) =>
    check(question, { observed, expected }),
  );
  it('not a value', () =>
    check("why is basePath not '/a'", {
      kind: 'not-value',
      subject: 'basePath',
      expected: '/a',
      observed: null,
    }));
  it("not a value, with n't", () =>
    check("why isn't the basePath '/a'", { kind: 'not-value', subject: 'basePath' }));
  it('writers', () => check('who writes cart.items?', { kind: 'writers', subject: 'cart.items' }));
  it('origin', () =>
    check('where does discount come from', { kind: 'origin', subject: 'discount' }));
  it.each([
    ['why is the drain callback called while tasks are still pending?', 'drain'],
    ['why did onChange fire twice', 'onChange'],
    ['why are listeners still invoked after close()', 'listeners'],
    ['why does save() get called', 'save'],
  ])('why something ran: %s', (question, subject) => check(question, { kind: 'run', subject }));
  it('why something did not run, with an article', () =>
    check('why is the close handler never called', { kind: 'not-happened', subject: 'close' }));
  it('a throw', () =>
    check('why did parseCoupon() throw', { kind: 'throw', subject: 'parseCoupon' }));
  it('a throw that did not happen', () =>
    check('why does add() with timeout: 0 not throw?', { kind: 'not-happened', subject: 'add' }));
  it('a failing test', () =>
    check('why did this test fail', { kind: 'failing-test', subject: null }));
  it('no words', () => check('', { kind: 'failing-test', subject: null }));
  it('what a call returned', () =>
    check('why does total(1) return "x"', {
      kind: 'value',
      subject: 'total',
      isExplicit: true,
      observed: 'x',
    }));
  it('takes no name from the beginning of a quoted text', () => {
    check('why is "org.example.user:a@b" not requested below the prefixUrl?', {
      subject: 'prefixUrl',
      isMention: true,
    });
    check("why is 'a b' missing in the output?", { subject: null });
    check("why is 'total' 5?", { subject: 'total' });
  });
  it('keeps words that may be names', () =>
    expect(readQuestion('why is weekday 7 instead of 6 for a date in year 43?').words).toEqual([
      'weekday',
      'date',
      'year',
    ]));
  it.each([
    ['why does ready never resolve', 'ready'],
    ['why does loadAll() hang', 'loadAll'],
    ['why is main stuck', 'main'],
    ['why does parse never return', 'parse'],
    ['why does my script hang', 'script'],
    ["why doesn't the server shut down", 'server'],
    ['why does it loop forever', null],
    ['why is there an infinite loop', null],
    ['why does the test time out', null],
  ])('what does not end: %s', (question, subject) =>
    check(question, { kind: 'not-ended', subject }),
  );
  it.each([
    ['why is state stuck at "connecting"', 'value'],
    ['why does parse not return 3', 'not-happened'],
    ['why is stop never called', 'not-happened'],
    ['why does cart.total not change', 'not-happened'],
    ['why is end undefined', 'value'],
    ['why does parse throw on block comments', 'throw'],
    ['why does retry throw when it times out', 'throw'],
    ['why was save called when the form is not complete', 'run'],
    ['why does total change when the worker hangs', 'change'],
    ['why is config frozen', 'value'],
    ['why does path not end with a slash', 'not-value'],
    ['why does p not resolve to 3', 'not-value'],
    ['why is the task not completed', 'not-value'],
    ["why isn't total 5 at the end", 'not-value'],
    ['why is the exit code of run() 2', 'value'],
    ['why does the state machine exit with 2 items', 'value'],
  ])('and what only sounds like it: %s', (question, kind) =>
    expect(readQuestion(question).kind).toBe(kind),
  );
  it('the verb of such a question is no name of it', () =>
    expect(readQuestion('why does ready never resolve').words).toEqual(['ready']));
  it.each([
    ['why does the process exit with code 3'],
    ['why is the exit code 1'],
    ['why does it exit with a non-zero status'],
  ])('how a command ended: %s', (question) => check(question, { kind: 'failing-test' }));
  it('a loop that was left', () =>
    check('why does the loop in readAll stop after the first chunk', {
      kind: 'loop-left',
      subject: 'readAll',
    }));
  it.each([
    ['why is the handler for "data" not called', 'data'],
    ["why does the 'end' event never fire", 'end'],
    ["why is the on('close') callback never called", 'close'],
    ['why is onDrain never called', null],
    ['why is the handler for "order:shipped" called only once', 'order:shipped'],
  ])('the event that is meant: %s', (question, event) => check(question, { event }));
  it.each([
    ['why is the list of columns empty', 'list', 'columns'],
    ['why is the first page of the results missing', 'page', 'results'],
    ['why is total wrong', 'total', null],
  ])('what a subject is of: %s', (question, subject, of) => {
    const read = readQuestion(question);
    if (subject !== null) expect(read.subject).toBe(subject);
    expect(read.of).toBe(of);
  });
  it.each([
    ['why is the second search wrong', 'search'],
    ['why does the fifth find return undefined', 'find'],
    ['why is the ninth call of greet wrong', 'greet'],
    ['why is last wrong', 'last'],
    ['why is first 3', 'first'],
    ['why is send only called once', 'send'],
  ])('which one it is, is no name: %s', (question, subject) =>
    expect(readQuestion(question).subject).toBe(subject),
  );
  it('a word with a hyphen is no name of the program', () =>
    expect(readQuestion('why is user-agent missing').subject).toBe(null));
});
