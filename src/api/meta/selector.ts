/**
 * Label selectors and field selectors: reading, printing, matching
 * (upstream: apimachinery `labels/selector.go`, `fields/selector.go`, `apis/meta/v1/helpers.go`).
 */
import { compareStrings, quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { aggregate, formatFieldError, index, invalid, keyed, type FieldError } from './field-error.ts';
import { isQualifiedName, isValidLabelValue } from './names.ts';
import type { LabelSelector } from './types.ts';

export type Labels = Readonly<Record<string, string>>;
export type SelectorOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  /** Sorted. */
  readonly values: readonly string[];
}

/** All requirements must hold; none: everything matches. Plain data, sorted by key. */
export interface Selector {
  readonly requirements: readonly Requirement[];
  /** `true`: matches nothing whatever the requirements (an absent LabelSelector). */
  readonly nothing?: true;
}

export const EVERYTHING: Selector = { requirements: [] };
export const NOTHING: Selector = { requirements: [], nothing: true };

const NONE: Labels = {};
const INTEGER = /^[+-]?[0-9]+$/;
const BINARY_OPERATORS = ['in', 'notin', '=', '==', '!=', 'gt', 'lt'];

const own = (labels: Labels, key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);

function requirementMatches({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = own(labels, key);
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt': {
      if (value === undefined || !INTEGER.test(value) || !INTEGER.test(values[0] ?? '')) return false;
      const difference = BigInt(value) - BigInt(values[0]!);
      return operator === 'gt' ? difference > 0n : difference < 0n;
    }
  }
}

export function selectorMatches(selector: Selector, labels: Labels | undefined): boolean {
  if (selector.nothing) return false;
  const given = labels ?? NONE;
  return selector.requirements.every((requirement) => requirementMatches(requirement, given));
}

/** Whether every entry of `wanted` is among `labels`: Services, node selectors. An empty `wanted` matches everything. */
export function labelsContain(labels: Labels | undefined, wanted: Labels): boolean {
  const given = labels ?? NONE;
  for (const key in wanted) if (Object.hasOwn(wanted, key) && own(given, key) !== wanted[key]) return false;
  return true;
}

/** Matches without building a Selector. `undefined` matches nothing, `{}` everything. An operator that does not exist matches nothing. */
export function matchesLabelSelector(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  if (selector === undefined) return false;
  const given = labels ?? NONE;
  if (selector.matchLabels !== undefined && !labelsContain(given, selector.matchLabels)) return false;
  return (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const value = own(given, key);
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      default:
        return false;
    }
  });
}

const sorted = (requirements: readonly Requirement[]): Selector => ({ requirements: requirements.toSorted((a, b) => compareStrings(a.key, b.key)) });

function makeRequirement(key: string, operator: SelectorOperator, values: readonly string[]): Result<Requirement, string> {
  const errors: FieldError[] = [];
  const keyErrors = isQualifiedName(key);
  if (keyErrors.length > 0) errors.push(invalid('key', key, keyErrors.join('; ')));
  if ((operator === 'in' || operator === 'notin') && values.length === 0) errors.push(invalid('values', values, "for 'in', 'notin' operators, values set can't be empty"));
  if ((operator === 'exists' || operator === '!') && values.length > 0) errors.push(invalid('values', values, 'values set must be empty for exists and does not exist'));
  if (operator === 'gt' || operator === 'lt') {
    if (values.length !== 1) errors.push(invalid('values', values, "for 'Gt', 'Lt' operators, exactly one value is required"));
    values.forEach((value, i) => {
      if (!INTEGER.test(value)) errors.push(invalid(index('values', i), value, "for 'Gt', 'Lt' operators, the value must be an integer"));
    });
  }
  values.forEach((value, i) => {
    const messages = isValidLabelValue(value);
    if (messages.length > 0) errors.push(invalid(keyed(index('values', i), key), value, messages.join('; ')));
  });
  return errors.length > 0 ? err(aggregate(errors.map(formatFieldError))) : ok({ key, operator, values });
}

/** The API object's form of a selector that was typed: it knows no `!=`, `>` and `<`. Upstream: `ParseToLabelSelector`. */
export function parseToLabelSelector(text: string): Result<LabelSelector, string> {
  const parsed = parseSelector(text);
  if (!parsed.ok) return err(`couldn't parse the selector string "${text}": ${parsed.error}`);
  const matchLabels: [string, string][] = [];
  const matchExpressions: NonNullable<LabelSelector['matchExpressions']>[number][] = [];
  const operators: Partial<Record<SelectorOperator, 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'>> = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };
  for (const { key, operator, values } of parsed.value.requirements) {
    const known = operators[operator];
    if (operator === '=' || operator === '==') matchLabels.push([key, values[0]!]);
    else if (known === undefined) return err(operator === '!=' ? '"!=" is not a valid label selector operator' : `"${operator}" isn't supported in label selectors`);
    else matchExpressions.push({ key, operator: known, ...(values.length > 0 && { values }) });
  }
  return ok({ ...(matchLabels.length > 0 && { matchLabels: Object.fromEntries(matchLabels) }), ...(matchExpressions.length > 0 && { matchExpressions }) });
}

/** The Selector of an API object's selector; `undefined` selects nothing, `{}` everything. Upstream: `LabelSelectorAsSelector`. */
export function toSelector(selector: LabelSelector | undefined): Result<Selector, string> {
  if (selector === undefined) return ok(NOTHING);
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    const requirement = makeRequirement(key, '=', [value]);
    if (!requirement.ok) return requirement;
    requirements.push(requirement.value);
  }
  const operators: Readonly<Record<string, SelectorOperator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const known = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (known === undefined) return err(`${quote(operator)} is not a valid label selector operator`);
    const requirement = makeRequirement(key, known, values.toSorted(compareStrings));
    if (!requirement.ok) return requirement;
    requirements.push(requirement.value);
  }
  return ok(sorted(requirements));
}

export const selectorFromLabels = (labels: Labels): Selector => sorted(Object.entries(labels).map(([key, value]) => ({ key, operator: '=' as const, values: [value] })));

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.toSorted(compareStrings).join(',')})`;
    case 'gt':
      return `${key}>${values.join(',')}`;
    case 'lt':
      return `${key}<${values.join(',')}`;
    default:
      return `${key}${operator}${values.join(',')}`;
  }
}

/** `app=web,tier in (a,b)` */
export const formatSelector = (selector: Selector): string => selector.requirements.map(formatRequirement).join(',');

/** As tables and `describe` print it: `<none>` where there is nothing, `<error>` where it is not valid. Upstream: `FormatLabelSelector`. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const made = toSelector(selector);
  if (!made.ok) return '<error>';
  return formatSelector(made.value) || '<none>';
}

type Token = 'identifier' | 'in' | 'notin' | '(' | ')' | ',' | '!' | '=' | '==' | '!=' | '>' | '<' | 'end' | 'error';
interface Lexeme {
  readonly token: Token;
  readonly literal: string;
}

const SPECIAL = '=!(),><';
const SYMBOLS: ReadonlySet<string> = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);

function scan(text: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  let at = 0;
  const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n';
  while (at < text.length) {
    const char = text[at]!;
    if (isSpace(char)) {
      at++;
    } else if (SPECIAL.includes(char)) {
      const two = text.slice(at, at + 2);
      const symbol = SYMBOLS.has(two) ? two : char;
      lexemes.push({ token: symbol as Token, literal: symbol });
      at += symbol.length;
    } else {
      let end = at;
      while (end < text.length && !isSpace(text[end]!) && !SPECIAL.includes(text[end]!)) end++;
      const word = text.slice(at, end);
      lexemes.push({ token: word === 'in' || word === 'notin' ? word : 'identifier', literal: word });
      at = end;
    }
  }
  lexemes.push({ token: 'end', literal: '' });
  return lexemes;
}

/** Reads `app=web,tier in (a,b),!old`; the error is the server's sentence. */
export function parseSelector(text: string): Result<Selector, string> {
  const lexemes = scan(text);
  let position = 0;
  const asValue = (lexeme: Lexeme): Lexeme => (lexeme.token === 'in' || lexeme.token === 'notin' ? { ...lexeme, token: 'identifier' } : lexeme);
  const ahead = (): Lexeme => asValue(lexemes[Math.min(position, lexemes.length - 1)]!);
  const take = (): Lexeme => lexemes[Math.min(position++, lexemes.length - 1)]!;
  const takeValue = (): Lexeme => asValue(take());

  const list = (): Result<string[], string> => {
    const values = new Set<string>();
    for (;;) {
      const lexeme = takeValue();
      if (lexeme.token === 'identifier') {
        values.add(lexeme.literal);
        const next = ahead();
        if (next.token === ',') continue;
        if (next.token === ')') return ok([...values]);
        return err(`found '${next.literal}', expected: ',' or ')'`);
      }
      if (lexeme.token !== ',') return err(`found '${lexeme.literal}', expected: ',', or identifier`);
      if (values.size === 0) values.add('');
      const next = ahead();
      if (next.token === ')') {
        values.add('');
        return ok([...values]);
      }
      if (next.token === ',') {
        take();
        values.add('');
      }
    }
  };
  const parenthesised = (): Result<string[], string> => {
    const open = takeValue();
    if (open.token !== '(') return err(`found '${open.literal}' expected: '('`);
    const first = ahead();
    if (first.token === ')') {
      take();
      return ok(['']);
    }
    if (first.token !== 'identifier' && first.token !== ',') return err(`found '${first.literal}', expected: ',', ')' or identifier`);
    const values = list();
    if (values.ok && take().token !== ')') return err(`found '${first.literal}', expected: ')'`);
    return values;
  };
  const exact = (): Result<string[], string> => {
    const next = ahead();
    if (next.token === 'end' || next.token === ',') return ok(['']);
    const lexeme = takeValue();
    return lexeme.token === 'identifier' ? ok([lexeme.literal]) : err(`found '${lexeme.literal}', expected: identifier`);
  };
  const requirement = (): Result<Requirement, string> => {
    let lexeme = takeValue();
    const absent = lexeme.token === '!';
    if (absent) lexeme = takeValue();
    if (lexeme.token !== 'identifier') return err(`found '${lexeme.literal}', expected: identifier`);
    const key = lexeme.literal;
    const messages = isQualifiedName(key);
    if (messages.length > 0) return err(formatFieldError(invalid('<nil>', key, messages.join('; '))));
    const next = ahead();
    if (absent) return makeRequirement(key, '!', []);
    if (next.token === 'end' || next.token === ',') return makeRequirement(key, 'exists', []);
    const found = take();
    const operator = found.token === '>' ? 'gt' : found.token === '<' ? 'lt' : found.token;
    if (!BINARY_OPERATORS.includes(operator)) return err(`found '${found.literal}', expected: ${BINARY_OPERATORS.join(', ')}`);
    const values = operator === 'in' || operator === 'notin' ? parenthesised() : exact();
    return values.ok ? makeRequirement(key, operator as SelectorOperator, values.value.toSorted(compareStrings)) : values;
  };

  const requirements: Requirement[] = [];
  for (;;) {
    const first = ahead();
    if (first.token === 'end') return ok(sorted(requirements));
    if (first.token !== 'identifier' && first.token !== '!') return err(`found '${first.literal}', expected: !, identifier, or 'end of string'`);
    const made = requirement();
    if (!made.ok) return err(`unable to parse requirement: ${made.error}`);
    requirements.push(made.value);
    const after = takeValue();
    if (after.token === 'end') return ok(sorted(requirements));
    if (after.token !== ',') return err(`found '${after.literal}', expected: ',' or 'end of string'`);
    const next = ahead();
    if (next.token !== 'identifier' && next.token !== '!') return err(`found '${next.literal}', expected: identifier after ','`);
  }
}

/** `validate` of an API object's selector. Upstream: apimachinery `apis/meta/v1/validation/validation.go` ValidateLabelSelector. */
export function validateLabelSelector(selector: LabelSelector | undefined, path: string): FieldError[] {
  if (selector === undefined) return [];
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    for (const message of isQualifiedName(key)) errors.push(invalid(`${path}.matchLabels`, key, message));
    for (const message of isValidLabelValue(value)) errors.push(invalid(`${path}.matchLabels`, value, message));
  }
  (selector.matchExpressions ?? []).forEach(({ key, operator, values = [] }, i) => {
    const at = index(`${path}.matchExpressions`, i);
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) errors.push({ type: 'Required', field: `${at}.values`, detail: "must be specified when `operator` is 'In' or 'NotIn'" });
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) errors.push({ type: 'Forbidden', field: `${at}.values`, detail: "may not be specified when `operator` is 'Exists' or 'DoesNotExist'" });
    } else {
      errors.push(invalid(`${at}.operator`, operator ?? '', 'not a valid selector operator'));
    }
    for (const message of isQualifiedName(key ?? '')) errors.push(invalid(`${at}.key`, key ?? '', message));
    values.forEach((value, j) => {
      for (const message of isValidLabelValue(value)) errors.push(invalid(index(`${at}.values`, j), value, message));
    });
  });
  return errors;
}
