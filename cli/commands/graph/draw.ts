/**
 * `scope graph draw <function>` and `scope graph dot <function>`: control flow, data flow (`--data`) or both (`--both`) of
 * one function, statement by statement, as SVG or DOT.
 */
import type { CodeGraph } from '../../../code-graph/index.ts';
import { drawingOf } from '../../../code-graph/picture/drawing.ts';
import type { Drawing, Shown } from '../../../code-graph/picture/drawing.ts';
import type { StatementFlow } from '../../../code-graph/statement/flow.ts';
import { toDot } from '../../../code-graph/picture/dot.ts';
import { layOut } from '../../../code-graph/picture/layout.ts';
import { toSvg } from '../../../code-graph/picture/svg.ts';
import { findPlace } from '../../../code-graph/select/place.ts';
import { openSources } from '../../../code-graph/select/sources.ts';
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import type { Io } from '../../io.ts';
import type { CommandInput } from '../planning.ts';
import { formatOf, writeResult } from './output.ts';

const FORMATS = ['svg', 'dot', 'json'] as const;
/** dagre takes seconds beyond that. */
const MOST_SHOWN = 1500;

/** @throws ScopeError `usage`, `question-unresolved` where the name means no function or several */
export async function drawCommand(io: Io, graph: CodeGraph, input: CommandInput): Promise<number> {
  const [action, wanted, ...rest] = input.words;
  if (wanted === undefined || rest.length > 0)
    throw new ScopeError(
      'usage',
      `name one function: scope graph ${action} "src/cart.ts#Cart.add"`,
    );
  const format = formatOf(input, FORMATS, action === 'dot' ? 'dot' : 'svg');
  const flow = flowOf(graph, wanted);
  const shown = shownBy(input);
  if (format === 'svg') refuseLong(flow, shown);
  const drawing = drawingOf(flow, shown);
  if (format === 'json') {
    const document =
      action === 'dot'
        ? { dot: toDot(drawing), problems: graph.problems }
        : { version: 1, ...drawing, dot: toDot(drawing), problems: graph.problems };
    writeResult(io, input, `${JSON.stringify(document, null, 2)}\n`);
  } else writeResult(io, input, format === 'dot' ? toDot(drawing) : await svgOf(drawing));
  return EXIT_CODE.settled;
}

function shownBy({ options }: CommandInput): Shown {
  if (options['both'] === true) return 'both';
  return options['data'] === true ? 'data' : 'control';
}

function flowOf(graph: CodeGraph, wanted: string): StatementFlow {
  const sources = openSources(graph);
  const found = findPlace(sources, wanted);
  if (!found.ok) {
    const [first, ...problems] = found.problems;
    throw new ScopeError('question-unresolved', first?.message ?? wanted, { problems });
  }
  const flow = sources.flow(found.value.functionId);
  if (flow === null)
    throw new ScopeError('question-unresolved', `${found.value.functionId} is not there any more`);
  return flow;
}

/** Before anything is laid out, or data flow worked out, which takes long where there are many statements. */
function refuseLong({ control, units }: StatementFlow, shown: Shown): void {
  if (shown !== 'data') refuseMany(control.length, 'arrows');
  if (shown !== 'control') refuseMany(units.length, 'statements');
}

function refuseMany(count: number, what: string): void {
  if (count > MOST_SHOWN)
    throw new ScopeError(
      'usage',
      `${count} ${what} are more than a picture can show; try --format dot, or one of its inner functions`,
    );
}

async function svgOf(drawing: Drawing): Promise<string> {
  refuseMany(drawing.arrows.length, 'arrows');
  return toSvg(await layOut(drawing));
}
