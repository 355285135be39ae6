/** Our own tests as cases: combinations of what is stated in the files beside this one, sloppy, strict and as modules. */
import { fileURLToPath } from 'node:url';
import type { ConformanceCase } from '../case.ts';
import { controlPrograms } from './control.ts';
import type { Program } from './control.ts';
import { EARLY_ERRORS, MODULE_ERRORS } from './early-error.ts';
import { FORMS } from './form.ts';
import type { Form } from './form.ts';
import { POSITIONS } from './position.ts';
import type { Position } from './position.ts';
import { shapePrograms } from './shape.ts';
import { SURROUNDINGS } from './surrounding.ts';
import type { Surrounding } from './surrounding.ts';

const HARNESS = fileURLToPath(new URL('harness.js', import.meta.url));
const FILE = fileURLToPath(new URL('program.js', import.meta.url));

type Mode = 'sloppy' | 'strict' | 'module';

function caseOf(
  name: string,
  text: string,
  more: Partial<ConformanceCase> & { readonly mode: Mode },
): ConformanceCase {
  const { mode, ...rest } = more;
  return {
    id: `${name} (${mode})`,
    file: FILE,
    text: mode === 'strict' ? `"use strict";\n${text}` : text,
    kind: mode === 'module' ? 'module' : 'script',
    isAsync: false,
    expected: null,
    includes: [HARNESS],
    features: [name.split(':')[0] as string],
    ...rest,
  };
}

function fits(form: Form, position: Position, around: Surrounding): boolean {
  if (form.needs !== undefined) {
    if (position.isInner === true) return false;
    return around.gives === 'both' || around.gives === form.needs;
  }
  if (form.isSloppy !== true) return true;
  const isReserved = around.gives !== undefined && form.setup?.includes('yield') === true;
  return position.isStrict !== true && around.isModule !== true && !isReserved;
}

function combine(form: Form, position: Position, around: Surrounding): string {
  const put = (template: string, letter: string, text: string): string =>
    template.replace(new RegExp(`(?<![\\w.])${letter}(?![\\w])`, 'gu'), () => text);
  const placed = put(put(position.code, 'E', form.code), 'V', form.value);
  const body = `${form.setup ?? ''}\n${placed}\ncheck(log, ${JSON.stringify(form.notes ?? [])});`;
  return around.code.replace(/(?<=^|\{|\n)B(?=$|\}|\n)/u, () => body);
}

function expressionCases(): readonly ConformanceCase[] {
  const cases: ConformanceCase[] = [];
  for (const form of FORMS)
    for (const position of POSITIONS)
      for (const around of SURROUNDINGS) {
        if (!fits(form, position, around)) continue;
        const text = combine(form, position, around);
        const name = `expression: ${form.name}, ${position.name}, ${around.name}`;
        const modes: readonly Mode[] =
          around.isModule === true
            ? ['module']
            : form.isSloppy === true
              ? ['sloppy']
              : ['sloppy', 'strict'];
        for (const mode of modes)
          cases.push(caseOf(name, text, { mode, isAsync: around.isAsync === true }));
      }
  return cases;
}

function programCases(family: string, programs: readonly Program[]): readonly ConformanceCase[] {
  const modes = ['sloppy', 'strict', 'module'] as const;
  return programs.flatMap(({ name, code }) =>
    modes.map((mode) => caseOf(`${family}: ${name}`, code, { mode })),
  );
}

function errorCases(): readonly ConformanceCase[] {
  const expected = { phase: 'parse', type: 'SyntaxError' } as const;
  const of = (texts: readonly string[], mode: Mode): readonly ConformanceCase[] =>
    texts.map((text) =>
      caseOf(`early error: ${text}`, `throw "it runs";\n${text}`, { mode, expected }),
    );
  return [
    ...of(EARLY_ERRORS, 'strict'),
    ...of(EARLY_ERRORS, 'module'),
    ...of(MODULE_ERRORS, 'module'),
  ];
}

/** @returns all of them, in a steady order */
export function ownCases(): readonly ConformanceCase[] {
  return [
    ...expressionCases(),
    ...programCases('control', controlPrograms()),
    ...programCases('shape', shapePrograms()),
    ...errorCases(),
  ];
}
