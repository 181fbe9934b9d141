/** One figure of a benchmark: a ratio taken within one run, and what it should reach. */
export interface Measurement {
  name: string;
  ratio: number;
  atMost?: number;
  atLeast?: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export function report({ name, ratio, atMost, atLeast }: Measurement): string {
  const reached = (atMost === undefined || ratio <= atMost) && (atLeast === undefined || ratio >= atLeast);
  const target = atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`;
  return `${reached ? '✓' : '✗'} ${ratio.toFixed(2).padStart(6)}  (${target})  ${name}`;
}
