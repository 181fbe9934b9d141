export * from './actions.ts';
export { isDateTime } from './checks.ts';
export * from './errors.ts';
export * from './frames.ts';
export * from './messages.ts';
export { problemsInWords, type SchemaProblem } from './problems.ts';
export * from './protocol.ts';
export * from './sample.ts';
export * from './validate.ts';
