import { _, Ajv, type CodeKeywordDefinition } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { countCharacters, isDateTime, isMultipleOf, isUri } from '../../src/ocpp/checks.ts';
import { byAction, inlined, type Message, type Schema } from './schemas.ts';

/** Code points are counted only where there are too many UTF-16 units, which hardly ever happens. */
const maxLength: CodeKeywordDefinition = {
  keyword: 'maxLength',
  type: 'string',
  schemaType: 'number',
  error: { message: '', params: ({ schemaCode, parentSchema }) => _`{limit: ${schemaCode}, field: ${parentSchema?.field}}` },
  code(cxt) {
    const count = cxt.gen.scopeValue('func', { ref: countCharacters, code: _`countCharacters` });
    cxt.fail(_`${cxt.data}.length > ${cxt.schemaCode} && ${count}(${cxt.data}) > ${cxt.schemaCode}`);
  },
};

const multipleOf: CodeKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  error: { message: '', params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}` },
  code(cxt) {
    const check = cxt.gen.scopeValue('func', { ref: isMultipleOf, code: _`isMultipleOf` });
    cxt.fail(_`!${check}(${cxt.data}, ${cxt.schemaCode})`);
  },
};

/** What ajv writes for a violated keyword, seven lines each time. */
const reported =
  /const (err\d+) = \{instancePath:?(.*),schemaPath:".*",keyword:"(\w+)",params:(.*)\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}/g;

/** ajv's code with calls in place of what it writes out: a third of the size, so that V8 reads and optimises it in less time. */
const shorten = (code: string): string => {
  const short = code
    .replace('"use strict";', '')
    .replaceAll(/export const (\w+) = /g, 'export const $1: Validator = ')
    .replaceAll(
      reported,
      (_match, _name, path, keyword, params) =>
        `vErrors = add(vErrors, ${path?.replace(/^instancePath\+/, '') || '""'}, "${keyword}", ${params});`,
    );
  if (/const err\d|instancePath/.test(short)) throw new Error('ajv writes its errors in a way that the generator does not know');
  return short;
};

/** A type beside an enumeration says nothing new and would report a wrong value twice. */
const withoutImpliedTypes = (schema: Schema): Schema => {
  const { type, ...rest } = schema;
  const result: Schema = schema.enum || !type ? rest : { ...rest, type };
  if (schema.items) result.items = withoutImpliedTypes(schema.items);
  if (schema.properties) {
    result.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, withoutImpliedTypes(field)]));
  }
  return result;
};

/** Each action gets an ajv of its own, so that the names in its code do not depend on the actions before it. */
const compile = (messages: Message[]): string => {
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
    formats: { 'date-time': isDateTime, uri: isUri },
    keywords: ['field'],
  });
  for (const keyword of [maxLength, multipleOf]) ajv.removeKeyword(String(keyword.keyword)).addKeyword(keyword);
  for (const message of messages) ajv.addSchema(withoutImpliedTypes(inlined(message)), message.direction);
  return shorten(standalone.default(ajv, Object.fromEntries(messages.map(({ direction }) => [direction, direction]))));
};

/** A module for each action, and an index, `validators.ts`, from which they are imported when first needed. */
export const validatorsOf = (messages: Message[]): Map<string, string> => {
  const actions = [...byAction(messages)].map(([action, directions]) => [action, Object.values(directions)] as const);
  const files = new Map(actions.map(([action, both]) => [`${action}.ts`, `${header}${compile(both)}`]));
  const lines = actions.map(([action]) => `  ${action}: () => import('./${action}.ts'),`);
  return files.set('validators.ts', `${indexHeader}${lines.join('\n')}\n};\n`);
};

const header = `// @ts-nocheck
import { add, countCharacters, isDateTime, isMultipleOf, isUri, type Validator } from '../../checks.ts';
const formats = { 'date-time': isDateTime, uri: isUri };
`;

const indexHeader = `import type { Validators } from '../../checks.ts';

export const validators: Readonly<Record<string, () => Promise<Validators>>> = {
`;
