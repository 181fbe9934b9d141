export { ask } from './ask.ts';
export { knownFeatures } from './features.ts';
export { type Declaration, type DeclarationFile, declarationText, declareCommand, featuresOf, readDeclaration } from './file.ts';
export { contradictions, type Observation, observer, withObserved } from './observe.ts';
export { probe } from './probe.ts';
