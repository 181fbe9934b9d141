/** The subset of JSON Schema that the OCA's files use. */
export interface Schema {
  $ref?: string;
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  enum?: string[];
  maxLength?: number;
  /** of a field with a maxLength: its name as OCPPCommCtrlr.FieldLength has it, e.g. `MessageContentType.content` */
  field?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
}

export type Direction = 'request' | 'response';

/** A message of a version: its schema and the definitions that it refers to. */
export interface Message {
  action: string;
  direction: Direction;
  schema: Schema;
  definitions: Record<string, Schema>;
}

const kept = [
  ...['$ref', 'type', 'properties', 'required', 'additionalProperties', 'items', 'minItems', 'maxItems'],
  ...['enum', 'maxLength', 'format', 'minimum', 'maximum', 'multipleOf'],
] as const satisfies (keyof Schema)[];
const dropped = ['$id', '$schema', 'comment', 'javaType', 'description', 'default', 'additionalItems', 'definitions'];

/** Keeps what restricts a value. A keyword that we do not know stops the generation, for it might restrict something too. */
const lean = (schema: Schema & Record<string, unknown>): Schema => {
  const unknown = Object.keys(schema).filter((key) => !kept.some((name) => name === key) && !dropped.includes(key));
  if (unknown.length > 0) throw new Error(`The schemas use keywords that the generator does not know: ${unknown.join(', ')}`);
  const result: Schema = Object.fromEntries(
    kept
      .filter((key) => schema[key] !== undefined && (key !== 'additionalProperties' || schema.type === 'object'))
      .map((key) => [key, schema[key]]),
  );
  if (result.items) result.items = lean(result.items as typeof schema);
  if (result.properties) result.properties = leanAll(result.properties);
  return result;
};

const leanAll = (schemas: Record<string, Schema>): Record<string, Schema> =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, lean(schema as Schema & Record<string, unknown>)]));

/**
 * Reads a file of schemas, told apart by `$id`: `urn:Reset.req`/`.conf` or `urn:ResetRequest`/`Response`. A name without an ending is
 * that of a message to which there is no response.
 */
export const readMessages = (json: string): Message[] => {
  const schemas: (Schema & { $id: string; definitions?: Record<string, Schema> } & Record<string, unknown>)[] = JSON.parse(json);
  return schemas.map((schema) => {
    const [, action, suffix] = /^urn:(\w+?)(\.req|\.conf|Request|Response|)$/.exec(schema.$id) ?? [];
    if (!action) throw new Error(`Not the $id of a message: ${schema.$id}`);
    const direction = suffix === '.conf' || suffix === 'Response' ? 'response' : 'request';
    return { action, direction, schema: lean(schema), definitions: leanAll(schema.definitions ?? {}) };
  });
};

/** The name of a message's type: `ResetRequest`. */
export const typeName = ({ action, direction }: Message): string => action + (direction === 'request' ? 'Request' : 'Response');

/**
 * The message's schema with every reference replaced by what it refers to, for no definition refers to itself. References to those that are
 * `kept` stay, and so do their definitions.
 */
export const inlined = (message: Message, ...kept: string[]): Schema & { definitions: Record<string, Schema> } => {
  const inline = (schema: Schema, owner: string, field: string): Schema => {
    if (schema.$ref) {
      const name = schema.$ref.slice('#/definitions/'.length);
      const definition = message.definitions[name];
      if (!definition) throw new Error(`${typeName(message)} refers to ${schema.$ref}, which it does not define`);
      return kept.includes(name) ? schema : inline(definition, name, field);
    }
    const result = { ...schema };
    if (schema.maxLength !== undefined) result.field = `${owner}.${field}`;
    if (schema.items) result.items = inline(schema.items, owner, field);
    if (schema.properties) {
      const properties = Object.entries(schema.properties).map(([name, property]) => [name, inline(property, owner, name)]);
      result.properties = Object.fromEntries(properties);
    }
    return result;
  };
  const definitions = Object.entries(message.definitions).filter(([name]) => kept.includes(name));
  return {
    ...inline(message.schema, typeName(message), ''),
    definitions: Object.fromEntries(definitions.map(([name, definition]) => [name, inline(definition, name, '')])),
  };
};

/** The actions in the order of the file, each with the schemas that it has: 2.1's unconfirmed messages have no response. */
export const byAction = (messages: Message[]): Map<string, Partial<Record<Direction, Message>>> => {
  const actions = new Map<string, Partial<Record<Direction, Message>>>();
  for (const message of messages) actions.set(message.action, { ...actions.get(message.action), [message.direction]: message });
  return actions;
};
