import { _, Ajv, type CodeKeywordDefinition, stringify } from 'ajv';
import { not, or } from 'ajv/dist/compile/codegen/index.js';
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

/** What most messages say is asked for first: a text is compared with one value after the other. */
const usual = ['Sample.Periodic', 'Outlet', 'Voltage', 'Current.Import', 'Energy.Active.Import.Register', 'Power.Active.Import', 'SoC'];
const usualFirst = (values: readonly string[]): string[] => [
  ...usual.filter((value) => values.includes(value)),
  ...values.filter((value) => !usual.includes(value)),
];

/** ajv's own refers to the schema, which every process would then have to build. */
const enumeration: CodeKeywordDefinition = {
  keyword: 'enum',
  schemaType: 'array',
  error: { message: '', params: ({ schema }) => _`{allowedValues: ${stringify(schema)}}` },
  code(cxt) {
    cxt.fail(not(or(...usualFirst(cxt.schema).map((value) => _`${cxt.data} === ${value}`))));
  },
};

/** Likewise: ajv's own looks up names in the schema where there are more than eight. */
const additionalProperties: CodeKeywordDefinition = {
  keyword: 'additionalProperties',
  type: 'object',
  schemaType: 'boolean',
  error: { message: '', params: ({ params }) => _`{additionalProperty: ${params.additionalProperty}}` },
  code(cxt) {
    const { properties = {} } = cxt.parentSchema;
    cxt.gen.forIn('key', cxt.data, (key) => {
      cxt.setParams({ additionalProperty: key });
      cxt.gen.if(not(or(...Object.keys(properties).map((name) => _`${key} === ${name}`), _`false`)), () => cxt.error());
    });
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

/** Everything is inlined but this: it may stand in every object, would be two thirds of the code and hardly ever comes. */
const customData = 'CustomDataType';

/** What ajv writes for a violated keyword, seven lines each time. */
const reported =
  /const (err\d+) = \{instancePath:?(.*),schemaPath:".*",keyword:"(\w+)",params:(.*)\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\nerrors\+\+;/g;

/** What ajv writes for a reference. */
const referred =
  /if\(!\((validate\d+)\((.*), \{instancePath:instancePath\+(.*),parentData:.*\}\)\)\)\{\nvErrors = vErrors === null \? .*\nerrors = .*\n\}/g;

/** ajv's code with calls in place of what it writes out: a third of the size, so that V8 reads and optimises it in less time. */
const shorten = (code: string): string => {
  const short = code
    .replace('"use strict";', '')
    .replaceAll(/^(const schema\d+ = .*|let errors = 0;)\n/gm, '')
    .replaceAll(', {instancePath="", parentData, parentDataProperty, rootData=data}={}', '')
    .replaceAll(reported, (_match, _name, path: string, keyword, params) => {
      const place = path.replace(/^instancePath\+/, '') || '""';
      return `vErrors = add(vErrors, ${place}, "${keyword}", ${params});`;
    })
    .replaceAll(referred, 'if(!$1($2)) vErrors = addAll(vErrors, $3, $1.errors);')
    .replaceAll('return errors === 0;', 'return vErrors === null;');
  if (/\b(err\d|errors (=|!)|errors\+|instancePath|schema\d)/.test(short.replaceAll(/\w+\.errors = vErrors/g, ''))) {
    throw new Error(`ajv writes code that the generator does not know:\n${short}`);
  }
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
    inlineRefs: false,
    meta: false,
    validateSchema: false,
    allErrors: true,
    messages: false,
    code: { source: true, lines: true, formats: _`formats` },
    formats: { 'date-time': isDateTime, uri: isUri },
    keywords: ['field'],
  });
  for (const keyword of [maxLength, enumeration, additionalProperties, multipleOf])
    ajv.removeKeyword(String(keyword.keyword)).addKeyword(keyword);
  for (const message of messages) ajv.addSchema(withoutImpliedTypes(inlined(message, customData)), message.direction);
  return shorten(standalone.default(ajv, Object.fromEntries(messages.map(({ direction }) => [direction, direction]))));
};

/**
 * A module for each action: a function that is given our checks and returns the validators of the request and the response. They are
 * CommonJS because they can then be loaded at once, in the middle of a validation, and in less time. The parentheses tell V8 that
 * the function is about to be called, which spares it reading the text twice.
 */
export const validatorsOf = (messages: Message[]): Map<string, string> =>
  new Map([...byAction(messages)].map(([action, directions]) => [`${action}.cjs`, moduleOf(compile(Object.values(directions)))]));

const moduleOf = (code: string): string => `module.exports = (function ({ add, addAll, countCharacters, isDateTime, isMultipleOf, isUri }) {
const exports = {};
const formats = { 'date-time': isDateTime, uri: isUri };
${code}
return exports;
});
`;
