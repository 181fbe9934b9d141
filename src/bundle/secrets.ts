import { createHmac, randomBytes } from 'node:crypto';

/** Settings whose value nobody else should read: 1.6 configuration keys, 2.x variables. */
const secretSetting = /(?:password|passphrase|secret|authorizationkey|privatekey)$/i;
/** Fields that hold a secret themselves: acts, and SetNetworkProfile (2.x) with its APN and VPN. */
const secretField = /^(?:password|apnPassword|basicAuthPassword|passphrase|secret|privateKey)$/i;
const secretHeader = /^(?:proxy-)?authorization$|^(?:set-)?cookie$/i;
/** Fields that hold an id token, as text or as `{ idToken, type }`, and the configuration's. */
const tokenField = /^(?:idToken|idTag|parentIdTag|groupIdToken|groupId|token|groupToken|unknownToken|blockedToken|expiredToken)$/;

type Json = unknown;
type Fields = Record<string, Json>;

/** Texts that must not be read, and what stands for each: of the same length, so that what is judged again is judged alike. */
export interface Secrets {
  readonly known: ReadonlyMap<string, string>;
  /** finds them in prose */
  readonly pattern: RegExp | undefined;
  secret(value: string): void;
  token(value: string): void;
}

/** A peer must not make us look for more. */
const most = 2000;

export function createSecrets(): Secrets {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  const key = randomBytes(32);
  const patterns = { anywhere: [] as string[], word: [] as string[], quoted: [] as string[] };
  let pattern: RegExp | undefined;
  let isStale = false;

  const learn = (value: string, where: keyof typeof patterns, stand: string): void => {
    known.set(value, stand);
    taken.add(stand);
    patterns[where].push(value);
    isStale = true;
  };
  const isNew = (value: string) => value.length > 0 && !/^\*+$/.test(value) && !known.has(value) && !taken.has(value) && known.size < most;
  return {
    known,
    get pattern() {
      if (isStale) pattern = patternOf(patterns);
      isStale = false;
      return pattern;
    },
    secret(value) {
      if (isNew(value)) learn(value, value.length >= 6 ? 'anywhere' : 'quoted', '*'.repeat(value.length));
    },
    token(value) {
      if (!isNew(value)) return;
      // A token that is a word of ours as well, or a number, is one only where it is quoted.
      const isPlain = value.length < 4 || /^(?:[a-z]+|\d{1,5})$/i.test(value);
      learn(
        value,
        isPlain ? 'quoted' : 'word',
        freePseudonym(value, key, (other) => other === value || taken.has(other) || known.has(other)),
      );
    },
  };
}

function patternOf({ anywhere, word, quoted }: Record<'anywhere' | 'word' | 'quoted', string[]>): RegExp {
  const any = (texts: readonly string[]) =>
    [...texts]
      .sort((a, b) => b.length - a.length)
      .map((each) => each.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
      .join('|');
  const parts = [
    anywhere.length > 0 && `(?:${any(anywhere)})`,
    word.length > 0 && `(?<![A-Za-z0-9])(?:${any(word)})(?![A-Za-z0-9])`,
    quoted.length > 0 && `(?<=")(?:${any(quoted)})(?=\\\\?")`,
  ];
  return new RegExp(parts.filter(Boolean).join('|'), 'g');
}

/** A pseudonym that is nobody's; of a token so short that all are taken, one that is shared. */
function freePseudonym(token: string, key: Buffer, isTaken: (other: string) => boolean): string {
  let found = pseudonym(token, key, 0);
  for (let attempt = 1; isTaken(found) && attempt < 100; attempt++) found = pseudonym(token, key, attempt);
  return found;
}

/** As long and of the same kinds of characters: what follows ISO 14443 or the form of an eMAID still does. Case does not make another token. */
function pseudonym(token: string, key: Buffer, attempt: number): string {
  const isHex = /^[0-9a-f]+$/i.test(token);
  const bytes = createHmac('sha512', key).update(`${attempt} ${token.toLowerCase()}`).digest();
  return Array.from(token, (character, index) => {
    const byte = bytes[index % bytes.length] ?? 0;
    if (/[0-9]/.test(character)) return String(byte % 10);
    if (!/[a-z]/i.test(character)) return character;
    const letter = String.fromCharCode(97 + (byte % (isHex ? 6 : 26)));
    return character === character.toUpperCase() ? letter.toUpperCase() : letter;
  }).join('');
}

/** Learns the secrets that a payload, an act or a configuration holds, by the names of their fields. */
export function learnFrom(value: Json, secrets: Secrets, tokens: boolean, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > 30) return;
  if (Array.isArray(value)) {
    for (const item of value) learnFrom(item, secrets, tokens, depth + 1);
    return;
  }
  const fields = value as Fields;
  if (isSecretSetting(fields)) for (const inner of valuesOf(fields)) secrets.secret(inner);
  for (const [name, inner] of Object.entries(fields)) {
    if (typeof inner === 'string' && (secretField.test(name) || secretHeader.test(name))) secrets.secret(inner);
    else if (name === 'vpn' && isFields(inner) && typeof inner.key === 'string') secrets.secret(inner.key);
    if (tokens && tokenField.test(name)) {
      if (typeof inner === 'string') secrets.token(inner);
      else if (isFields(inner) && typeof inner.idToken === 'string') secrets.token(inner.idToken);
    }
    learnFrom(inner, secrets, tokens, depth + 1);
  }
}

/** `{ key, value }` of 1.6, `{ component, variable, attributeValue | variableAttribute }` of 2.x, `{ name, value }` of an act. */
function isSecretSetting({ key, name, variable }: Fields): boolean {
  const named = typeof key === 'string' ? key : typeof name === 'string' ? name : isFields(variable) ? variable.name : undefined;
  return typeof named === 'string' && secretSetting.test(named);
}

function valuesOf({ value, attributeValue, variableAttribute }: Fields): string[] {
  const attributes = Array.isArray(variableAttribute) ? variableAttribute.map((each) => isFields(each) && each.value) : [];
  return [value, attributeValue, ...attributes].filter((each): each is string => typeof each === 'string');
}

const isFields = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What gives a secret away in any text, and what is left of it. */
const shapes: readonly [RegExp, string | ((...parts: string[]) => string)][] = [
  // A private key in PEM, with line ends as they are or as JSON writes them; cut off or not.
  [
    /(-----BEGIN [A-Z ]*PRIVATE KEY-----)([\s\S]*?)(-----END [A-Z ]*PRIVATE KEY-----|(?=["'])|$)/g,
    (_, head = '', key = '', tail = '') =>
      `${head}${key.replace(/(\\[nr])|[^\s\\]/g, (all, lineEnd) => lineEnd ?? all.replace(/./g, '*'))}${tail}`,
  ],
  [/\b(Basic|Bearer|Digest) +([\w+/=.~-]{6,})/g, (_, scheme = '', credentials = '') => `${scheme} ${'*'.repeat(credentials.length)}`],
  [/\b([a-z][a-z0-9+.-]*:\/\/)([^\s/"'@\\]+)@/gi, (_, scheme = '', user = '') => `${scheme}${'*'.repeat(user.length)}@`],
  // As titles of steps tell of acts and of requests, whose values may have been cut off.
  [/\b(password: )([^,)}\n]+)/g, (_, name = '', value = '') => `${name}${value.replace(/[^"…]/g, '*')}`],
  [
    /\b(\w*(?:password|passphrase|authorizationkey|privatekey)"?,? (?:readonly: \w+, )?(?:value|attributeValue): ")((?:[^"\\…]|\\.)*)/gi,
    (_, name = '', value = '') => `${name}${'*'.repeat(value.length)}`,
  ],
  [
    /(attributeValue: ")((?:[^"\\…]|\\.)*)("[^\n]{0,160}?variable: \{ name: "\w*(?:password|passphrase|privatekey)")/gi,
    (_, name = '', value = '', rest = '') => `${name}${'*'.repeat(value.length)}${rest}`,
  ],
  [/("simPin"\s*:\s*)\d+/g, (_, name = '') => `${name}0`],
];

/** A text without what its own form gives away. */
export function withoutShapes(text: string): string {
  if (!/PRIVATE KEY|Basic|Bearer|Digest|:\/\/|password|passphrase|privatekey|authorizationkey|simPin/i.test(text)) return text;
  let masked = text;
  for (const [shape, replacement] of shapes) masked = masked.replace(shape, replacement as string);
  return masked;
}

/** A text in which every known secret is replaced; what was cut off before an ellipsis, too. */
export function withoutKnown(text: string, { known, pattern }: Secrets): string {
  if (!pattern) return text;
  const masked = text.replace(pattern, (secret) => known.get(secret) ?? secret);
  return masked.includes('…') ? masked.replace(/[^\s"…]{3,}(?=…)/g, (cut) => withoutBeginning(cut, known)) : masked;
}

function withoutBeginning(cut: string, known: ReadonlyMap<string, string>): string {
  for (const [secret, stand] of known) {
    for (let length = Math.min(cut.length, secret.length - 1); length >= 3; length--) {
      if (cut.endsWith(secret.slice(0, length))) return cut.slice(0, -length) + stand.slice(0, length);
    }
  }
  return cut;
}
