import { compile } from 'json-schema-to-typescript';
import { byAction, type Message, typeName } from './schemas.ts';

/** TypeScript interfaces of all messages, the definitions once, and `Messages`, which names them by action. */
export const typesOf = async (messages: Message[]): Promise<string> => {
  const definitions = Object.fromEntries(messages.flatMap((message) => Object.entries(message.definitions)));
  const payloads = Object.fromEntries(messages.map((message) => [typeName(message), message.schema]));
  const types = await compile({ definitions: { ...definitions, ...payloads } } as Parameters<typeof compile>[0], 'Unused', {
    bannerComment: '',
    format: false,
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: true,
  });
  const lines = [...byAction(messages)].map(
    ([action, { request, response }]) =>
      `  ${action}: { request: ${request ? typeName(request) : 'never'}; response: ${response ? typeName(response) : 'never'} };`,
  );
  const bare = types
    .replaceAll(/^\s*\/\*\*[^/]*\*\/\n/gm, '')
    .replace(/export interface Unused \{[^}]*\}\n/, '')
    // an empty interface would take any object
    .replaceAll(/export interface (\w+) \{\s*\}/g, 'export type $1 = Record<string, never>;');
  return `${bare}\nexport interface Messages {\n${lines.join('\n')}\n}\n`;
};
