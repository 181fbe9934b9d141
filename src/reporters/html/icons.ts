import type { Verdict } from '../../engine/results.ts';

/** Drawn in a square of 16; each verdict has a shape of its own, so that colour is never needed to tell them apart. */
const shapes: Record<Verdict, string> = {
  pass: '<circle cx="8" cy="8" r="7"/><path d="M4.7 8.3l2.2 2.2 4.4-4.8"/>',
  fail: '<path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z"/><path d="M5.6 5.6l4.8 4.8m0-4.8l-4.8 4.8"/>',
  error: '<path d="M8 1.4l7 12.8H1z"/><path d="M8 6v4m0 1.7v.3"/>',
  inconclusive: '<circle cx="8" cy="8" r="7"/><path d="M6 6.2c.1-2.6 4-2.4 4 0C10 7.8 8 7.7 8 9.4m0 1.9v.3"/>',
  notTested: '<circle cx="8" cy="8" r="7"/><path d="M4.8 8h6.4"/>',
  notApplicable: '<circle cx="8" cy="8" r="7"/><path d="M3.2 12.8l9.6-9.6"/>',
};

export const icons = Object.entries(shapes)
  .map(([verdict, shape]) => `<symbol id="icon-${verdict}" viewBox="0 0 16 16">${shape}</symbol>`)
  .join('');
