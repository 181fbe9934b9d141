import { byAction, inlined, type Message, type Schema } from './schemas.ts';

/** The smallest value that a schema allows, as source text; `now` stands for a date-time. */
const smallest = (schema: Schema): string => {
  if (schema.enum) return JSON.stringify(schema.enum[0]);
  switch (schema.type) {
    case 'object': {
      const required = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name));
      return required.length === 0 ? '{}' : `{ ${required.map(([name, property]) => `${name}: ${smallest(property)}`).join(', ')} }`;
    }
    case 'array':
      return `[${new Array(schema.minItems ?? 0).fill(smallest(schema.items ?? {})).join(', ')}]`;
    case 'string':
      if (schema.format === 'date-time') return 'now';
      return schema.format === 'uri' ? `'https://example.com/'` : `'1'`;
    case 'integer':
    case 'number':
      return String(Math.min(Math.max(schema.minimum ?? 0, 1), schema.maximum ?? 1));
    case 'boolean':
      return 'false';
    default:
      throw new Error(`No smallest value of ${JSON.stringify(schema)}`);
  }
};

/** A module with a minimal valid payload of every message; `tsc` checks them against the types. */
export const samplesOf = (messages: Message[]): string => {
  const lines = [...byAction(messages)].map(([action, directions]) => {
    const samples = Object.entries(directions).map(([direction, message]) => `${direction}: (now) => (${smallest(inlined(message))})`);
    return `  ${action}: { ${samples.join(', ').replaceAll('(now) => ({})', '() => ({})')} },`;
  });
  return `import type { Messages } from './messages.ts';

type Samples<M> = { [A in keyof M]: { [D in keyof M[A] as M[A][D] extends never ? never : D]: (now: string) => M[A][D] } };

export const samples: Samples<Messages> = {
${lines.join('\n')}
};
`;
};
