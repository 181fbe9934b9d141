import { createInterface } from 'node:readline';
import type { DeclaredFeature } from '../engine/results.ts';
import type { KnownFeature } from './features.ts';

export interface Asking {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  sut: string;
}

/**
 * Asks a person about each feature: y, n, u (unset), Enter for what stands there already, q for that for all that is left.
 * Resolves to the features with what was said; rejects nothing.
 */
export async function ask(
  known: readonly KnownFeature[],
  features: readonly DeclaredFeature[],
  { input, output, sut }: Asking,
): Promise<DeclaredFeature[]> {
  const reader = createInterface({ input, output });
  const lines = reader[Symbol.asyncIterator]();
  const before = new Map(features.map((each) => [each.feature, each]));
  const answers = new Map<string, DeclaredFeature>();
  output.write(`${known.length} features: y(es), n(o), u(nset), Enter keeps what stands in brackets, q keeps all that is left.\n`);
  try {
    for (const [index, { feature, about, cases }] of known.entries()) {
      const { declared, observed, source } = before.get(feature) ?? { feature };
      const word = (value: boolean | undefined) => (value === undefined ? 'unset' : value ? 'yes' : 'no');
      const hint = observed === undefined ? '' : `\n      it says ${word(observed)} itself (${source ?? 'no source'})`;
      const shown = declared ?? observed;
      const question = `${index + 1}/${known.length}  ${feature}: the ${sut} ${about} (${cases.length} cases)${hint} [${word(shown)}] `;
      const answer = await reply(lines, question, output);
      if (answer === 'q') break;
      const said = answer === '' ? declared : answer === 'y' ? true : answer === 'n' ? false : undefined;
      answers.set(feature, {
        feature,
        ...(said !== undefined && { declared: said }),
        ...(observed !== undefined && { observed }),
        ...(source !== undefined && { source }),
      });
    }
  } finally {
    reader.close();
  }
  const all = [...new Set([...before.keys(), ...known.map(({ feature }) => feature)])];
  return all.map((feature) => answers.get(feature) ?? before.get(feature) ?? { feature });
}

type Answer = '' | 'y' | 'n' | 'u' | 'q';

async function reply(lines: AsyncIterator<string>, question: string, output: NodeJS.WritableStream): Promise<Answer> {
  for (;;) {
    output.write(question);
    const line = await lines.next();
    // The end of the input keeps what is left.
    if (line.done) return 'q';
    const answer = line.value.trim().toLowerCase();
    const letter = { yes: 'y', no: 'n', unset: 'u', quit: 'q' }[answer] ?? answer;
    if (letter === '' || letter === 'y' || letter === 'n' || letter === 'u' || letter === 'q') return letter;
    output.write('      y, n, u, q or Enter\n');
  }
}
