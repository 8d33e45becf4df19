/** POSIX regular expressions on RE2, which never runs away. */
import { RE2JS } from 're2js';
import { err, ok, type Result } from '../../../base/result.ts';

export interface Match {
  readonly start: number;
  readonly end: number;
  /** Group n at n - 1; undefined where it took no part. */
  readonly groups: readonly (string | undefined)[];
}
export interface Regular {
  /** The leftmost, longest match at or after `from`. */
  find(text: string, from?: number): Match | undefined;
}

/** Translates a POSIX pattern (basic or extended) into RE2's language. */
function translate(pattern: string, extended: boolean): Result<string, string> {
  let out = '';
  /** Something stands before that a `*` could repeat. */
  let repeatable = false;
  for (let i = 0; i < pattern.length; i += 1) {
    const char = pattern[i]!;
    if (char === '[') {
      const set = bracket(pattern, i);
      if (set === undefined) return err('unterminated [');
      out += set.text;
      i = set.end;
      repeatable = true;
    } else if (char === '\\') {
      i += 1;
      const next = pattern[i];
      if (next === undefined) return err('Trailing backslash');
      if (/[1-9]/.test(next)) return err('back-references in patterns are not modelled');
      const operator = !extended && '(){}|+?'.includes(next);
      if (operator) out += next;
      else if (next === '<' || next === '>') out += '\\b';
      else if (next === '`') out += '\\A';
      else if (next === "'") out += '\\z';
      else if (/[wWsSbB]/.test(next)) out += `\\${next}`;
      else if (next === 'n') out += '\\n';
      else if (next === 't') out += '\\t';
      else out += /[A-Za-z0-9]/.test(next) ? next : `\\${next}`;
      repeatable = !(operator && '(|'.includes(next));
    } else if (char === '*') {
      out += repeatable ? '*' : '\\*';
      repeatable = true;
    } else if (!extended && '(){}|+?'.includes(char)) {
      out += `\\${char}`;
      repeatable = true;
    } else if (char === '^') {
      const anchor = extended || i === 0 || /(?:\\\(|\\\|)$/.test(pattern.slice(0, i));
      out += anchor ? '^' : '\\^';
      repeatable = !anchor;
    } else if (char === '$') {
      const anchor = extended || i === pattern.length - 1 || /^(?:\\\)|\\\|)/.test(pattern.slice(i + 1));
      out += anchor ? '$' : '\\$';
      repeatable = true;
    } else if (extended && char === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(i))) {
      out += '\\{';
      repeatable = true;
    } else {
      out += char;
      repeatable = !(extended && '(|'.includes(char));
    }
  }
  return ok(out);
}

function bracket(pattern: string, start: number): { text: string; end: number } | undefined {
  let at = start + 1;
  let out = '[';
  if (pattern[at] === '^') {
    out += '^';
    at += 1;
  }
  for (let first = true; ; first = false) {
    const char = pattern[at];
    if (char === undefined) return undefined;
    if (char === ']' && !first) return { text: `${out}]`, end: at };
    const named = /^\[:\^?[a-z]+:\]/.exec(pattern.slice(at, at + 12));
    if (named !== null) {
      out += named[0];
      at += named[0].length;
      continue;
    }
    // In brackets a backslash is itself, but for the letters that busybox and GNU take as escapes.
    if (char === '\\' && /[nt]/.test(pattern[at + 1] ?? '')) {
      out += `\\${pattern[at + 1]}`;
      at += 2;
      continue;
    }
    out += char === '-' && pattern[at + 1] !== ']' && !first && pattern[at - 1] !== '^' ? '-' : /[\\[\]^&~-]/.test(char) ? `\\${char}` : char;
    at += 1;
  }
}

const known = new Map<string, Result<Regular, string>>();
const KNOWN_LIMIT = 500;
const PLAIN = /^[A-Za-z0-9 _/:=@,;<>"'%&~!#-]+$/;

/** Compiles; the same pattern is compiled once. */
export function regular(
  pattern: string,
  options: { readonly extended?: boolean; readonly ignoreCase?: boolean; readonly fixed?: boolean; readonly word?: boolean; readonly line?: boolean } = {},
): Result<Regular, string> {
  const key = `${options.extended ? 'e' : ''}${options.ignoreCase ? 'i' : ''}${options.fixed ? 'f' : ''}${options.word ? 'w' : ''}${options.line ? 'x' : ''}:${pattern}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const compiled = compile(pattern, options);
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(key, compiled);
  return compiled;
}

function compile(pattern: string, options: Parameters<typeof regular>[1] & object): Result<Regular, string> {
  if (!options.ignoreCase && !options.word && !options.line && (options.fixed || PLAIN.test(pattern))) {
    return ok({
      find: (text, from = 0) => {
        const start = text.indexOf(pattern, from);
        return start < 0 ? undefined : { start, end: start + pattern.length, groups: [] };
      },
    });
  }
  const translated = options.fixed ? ok(RE2JS.quote(pattern)) : translate(pattern, options.extended ?? false);
  if (!translated.ok) return translated;
  const source = options.line ? `^(?:${translated.value})$` : options.word ? `\\b(?:${translated.value})\\b` : translated.value;
  try {
    const re = RE2JS.compile(source, RE2JS.LONGEST_MATCH | RE2JS.DOTALL | (options.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
    const count = re.groupCount();
    return ok({
      find: (text, from = 0) => {
        const matcher = re.matcher(text);
        if (from > text.length || !matcher.find(from)) return undefined;
        return { start: matcher.start(), end: matcher.end(), groups: Array.from({ length: count }, (_, i) => matcher.group(i + 1) ?? undefined) };
      },
    });
  } catch {
    return err(`bad regex '${pattern}'`);
  }
}
