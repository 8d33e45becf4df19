/** Flags as pflag reads them (upstream: spf13/pflag `flag.go` and its value types, v1.0.6). */
import { parseDuration } from '../base/duration.ts';
import { quote } from '../base/go-format.ts';
import { err, ok, type Result } from '../base/result.ts';

export type FlagType = 'bool' | 'string' | 'int' | 'int32' | 'int64' | 'duration' | 'stringSlice' | 'stringArray';

/** One row of a command's table: feeds the parser, the help and the completion. */
export interface FlagSpec {
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  readonly type: FlagType;
  /** As it would be typed; default: the type's zero. */
  readonly default?: string;
  /** What the flag means when it stands without a value; `bool` has "true" by itself. */
  readonly bare?: string;
  readonly help: string;
  readonly hidden?: boolean;
  /** The flag is there only while this environment variable is set to true. */
  readonly env?: string;
  /** Printed to standard error when the flag is used: `Flag --x has been deprecated, …`. */
  readonly deprecated?: string;
  /** The values to choose from, for completion. */
  readonly choices?: readonly string[];
}

/** The flags of one call, by name. Asking for one that the command's table lacks is a programmer's mistake and throws. */
export class Flags {
  readonly #values: ReadonlyMap<string, FlagValue>;
  constructor(values: ReadonlyMap<string, FlagValue>) {
    this.#values = values;
  }
  has(name: string): boolean {
    return this.#values.has(name);
  }
  /** Whether the user gave it. */
  changed(name: string): boolean {
    return this.#values.get(name)?.changed ?? false;
  }
  bool(name: string): boolean {
    return this.#get(name) === true;
  }
  string(name: string): string {
    return this.#get(name) as string;
  }
  /** Also of durations, in milliseconds. */
  number(name: string): number {
    return this.#get(name) as number;
  }
  strings(name: string): readonly string[] {
    return this.#get(name) as readonly string[];
  }
  #get(name: string): FlagValue['value'] {
    const found = this.#values.get(name);
    if (!found) throw new Error(`the command has no flag --${name}`);
    return found.value;
  }
}

interface FlagValue {
  readonly value: string | number | boolean | readonly string[];
  readonly changed: boolean;
}

export interface ParsedFlags {
  readonly flags: Flags;
  readonly args: readonly string[];
  /** How many of `args` stood before `--`; -1 without one. */
  readonly dash: number;
  /** Each flag as it was given, in order. */
  readonly given: readonly { readonly name: string; readonly value: string }[];
  /** Deprecated flags that were used, as the lines to print. */
  readonly notices: readonly string[];
}

/** Names with `_` are read as with `-` (upstream: component-base WordSepNormalizeFunc). */
const normalize = (name: string): string => name.replaceAll('_', '-');
const bareValue = (spec: FlagSpec): string | undefined => spec.bare ?? (spec.type === 'bool' ? 'true' : undefined);

/** Whether `--name` (or `-x`) takes no word after it. Unknown flags are taken to want one. */
export function standsAlone(specs: readonly FlagSpec[], name: string, short: boolean): boolean {
  const spec = short ? specs.find((s) => s.short === name[0]) : specs.find((s) => s.name === normalize(name));
  return spec !== undefined && bareValue(spec) !== undefined;
}

/** Reads flags and arguments in any order; `--` ends the flags. Errors are pflag's sentences. */
export function parseFlags(specs: readonly FlagSpec[], argv: readonly string[]): Result<ParsedFlags, string> {
  const byName = new Map(specs.map((s) => [s.name, s]));
  const byShort = new Map(specs.flatMap((s) => (s.short ? [[s.short, s] as const] : [])));
  const values = new Map<string, FlagValue>();
  for (const spec of specs) {
    values.set(spec.name, { value: initialValue(spec), changed: false });
  }
  const args: string[] = [];
  const notices: string[] = [];
  const given: { name: string; value: string }[] = [];
  let dash = -1;

  const set = (spec: FlagSpec, text: string): string | undefined => {
    const before = values.get(spec.name)!;
    const parsed = parseValue(spec, text, before.changed ? (before.value as readonly string[]) : undefined);
    if (!parsed.ok) return `invalid argument ${quote(text)} for ${quote(spec.short ? `-${spec.short}, --${spec.name}` : `--${spec.name}`)} flag: ${parsed.error}`;
    if (spec.deprecated && !before.changed) notices.push(`Flag --${spec.name} has been deprecated, ${spec.deprecated}\n`);
    values.set(spec.name, { value: parsed.value, changed: true });
    given.push({ name: spec.name, value: text });
    return undefined;
  };

  let at = 0;
  const long = (word: string): string | undefined => {
    const body = word.slice(2);
    if (body[0] === '-' || body[0] === '=') return `bad flag syntax: ${word}`;
    const equals = body.indexOf('=');
    const name = equals < 0 ? body : body.slice(0, equals);
    const spec = byName.get(normalize(name));
    if (!spec) return `unknown flag: --${name}`;
    if (equals >= 0) return set(spec, body.slice(equals + 1));
    const bare = bareValue(spec);
    if (bare !== undefined) return set(spec, bare);
    if (at >= argv.length) return `flag needs an argument: --${name}`;
    return set(spec, argv[at++]!);
  };
  const short = (word: string): string | undefined => {
    let letters = word.slice(1);
    while (letters !== '') {
      const letter = letters[0]!;
      const spec = byShort.get(letter);
      if (!spec) return `unknown shorthand flag: '${letter}' in -${letters}`;
      const bare = bareValue(spec);
      if (letters.length > 2 && letters[1] === '=') return set(spec, letters.slice(2));
      if (bare !== undefined) {
        const wrong = set(spec, bare);
        if (wrong) return wrong;
        letters = letters.slice(1);
        continue;
      }
      if (letters.length > 1) return set(spec, letters.slice(1));
      if (at >= argv.length) return `flag needs an argument: '${letter}' in -${letters}`;
      return set(spec, argv[at++]!);
    }
    return undefined;
  };

  while (at < argv.length) {
    const word = argv[at++]!;
    if (word === '--') {
      dash = args.length;
      args.push(...argv.slice(at));
      break;
    }
    if (word.length < 2 || word[0] !== '-') {
      args.push(word);
      continue;
    }
    const wrong = word[1] === '-' ? long(word) : short(word);
    if (wrong !== undefined) return err(wrong);
  }
  return ok({ flags: new Flags(values), args, dash, given, notices });
}

function initialValue(spec: FlagSpec): FlagValue['value'] {
  if (spec.default !== undefined) {
    const parsed = parseValue(spec, spec.default, undefined);
    if (parsed.ok) return parsed.value;
  }
  switch (spec.type) {
    case 'bool':
      return false;
    case 'int':
    case 'int32':
    case 'int64':
    case 'duration':
      return 0;
    case 'stringSlice':
    case 'stringArray':
      return [];
    case 'string':
      return '';
  }
}

function parseValue(spec: FlagSpec, text: string, earlier: readonly string[] | undefined): Result<FlagValue['value'], string> {
  switch (spec.type) {
    case 'string':
      return ok(text);
    case 'bool':
      return parseBool(text);
    case 'int':
    case 'int64':
      return parseInteger(text, 64);
    case 'int32':
      return parseInteger(text, 32);
    case 'duration':
      return parseDuration(text);
    case 'stringArray':
      return ok([...(earlier ?? []), text]);
    case 'stringSlice': {
      const items = parseCsv(text);
      return items.ok ? ok([...(earlier ?? []), ...items.value]) : items;
    }
  }
}

/** Go's strconv.ParseBool. */
export function parseBool(text: string): Result<boolean, string> {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return ok(true);
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return ok(false);
  return err(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`);
}

/** Go's strconv.ParseInt with base 0. */
export function parseInteger(text: string, bits: 32 | 64): Result<number, string> {
  const wrong = (what: string): Result<number, string> => err(`strconv.ParseInt: parsing ${quote(text)}: ${what}`);
  const match = /^([+-]?)(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]+|[0-9][0-9_]*)$/.exec(text);
  if (!match || (match[2]!.includes('_') && !match[2]!.startsWith('0'))) return wrong('invalid syntax');
  const digits = match[2]!.replaceAll('_', '').replace(/^0([0-7]+)$/, '0o$1');
  const value = BigInt(digits) * (match[1] === '-' ? -1n : 1n);
  const limit = 1n << BigInt(bits - 1);
  if (value >= limit || value < -limit) return wrong('value out of range');
  return ok(Number(value));
}

/** One record of comma-separated values with Go's quoting rules. */
function parseCsv(text: string): Result<readonly string[], string> {
  if (text === '') return ok([]);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let field = '';
      at += 1;
      for (;;) {
        const end = text.indexOf('"', at);
        if (end < 0) return err(`parse error on line 1, column ${text.length + 1}: extraneous or missing " in quoted-field`);
        field += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        field += '"';
        at += 1;
      }
      fields.push(field);
      if (at >= text.length) return ok(fields);
      if (text[at] !== ',') return err(`parse error on line 1, column ${at}: extraneous or missing " in quoted-field`);
      at += 1;
    } else {
      const end = text.indexOf(',', at);
      const field = end < 0 ? text.slice(at) : text.slice(at, end);
      const bad = field.indexOf('"');
      if (bad >= 0) return err(`parse error on line 1, column ${at + bad + 1}: bare " in non-quoted field`);
      fields.push(field);
      if (end < 0) return ok(fields);
      at = end + 1;
    }
  }
}
