/** `tr`: characters for characters. */
import type { Program } from '../kernel.ts';
import { CHARACTER_CLASSES } from '../shell/pattern.ts';
import { filter } from './input.ts';
import { options } from './options.ts';

/** The characters that a `tr` set names, in order. */
function trSet(text: string): string[] {
  const NAMED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\' };
  const all = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i));
  const chars: string[] = [];
  let at = 0;
  const one = (): string => {
    const octal = /^\\([0-7]{1,3})/.exec(text.slice(at, at + 4));
    if (octal !== null) {
      at += octal[0].length;
      return String.fromCharCode(Number.parseInt(octal[1]!, 8) & 255);
    }
    if (text[at] === '\\' && at + 1 < text.length) {
      at += 2;
      return NAMED[text[at - 1]!] ?? text[at - 1]!;
    }
    at += 1;
    return text[at - 1]!;
  };
  while (at < text.length) {
    const named = /^\[:([a-z]+):\]/.exec(text.slice(at, at + 12));
    const repeated = /^\[(.)\*(\d*)\]/.exec(text.slice(at, at + 12));
    if (named !== null && Object.hasOwn(CHARACTER_CLASSES, named[1]!)) {
      chars.push(...all.filter((char) => CHARACTER_CLASSES[named[1]!]!.test(char)));
      at += named[0].length;
    } else if (repeated !== null) {
      chars.push(...Array.from({ length: Math.min(Number(repeated[2]) || 256, 256) }, () => repeated[1]!));
      at += repeated[0].length;
    } else {
      const low = one();
      if (text[at] === '-' && at + 1 < text.length) {
        at += 1;
        const high = one();
        for (let code = low.charCodeAt(0); code <= high.charCodeAt(0); code += 1) chars.push(String.fromCharCode(code));
      } else chars.push(low);
    }
  }
  return chars;
}

interface Tr {
  readonly map: Readonly<Record<string, string>>;
  readonly deleted: string;
  readonly squeezed: string;
  readonly last: string;
}
export const tr: Program = filter<Tr>({
  pieces: true,
  start: (system) => {
    const parsed = options(system, '+Ccdst', { delete: 'd', 'squeeze-repeats': 's', complement: 'c', 'truncate-set1': 't' });
    if (parsed === undefined) return 1;
    const { flags, rest } = parsed;
    const [first, second] = rest;
    if (first === undefined || (second === undefined && !flags.has('d') && !flags.has('s'))) {
      system.write(
        2,
        system.gnu
          ? `tr: missing operand${first === undefined ? '' : ` after '${first}'\nTwo strings must be given when translating.`}\n`
          : 'BusyBox v1.36.1 multi-call binary.\n\nUsage: tr [-cds] STRING1 [STRING2]\n',
      );
      return 1;
    }
    const set = trSet(first);
    const members = new Set(set);
    const from = flags.has('c') || flags.has('C') ? Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).filter((char) => !members.has(char)) : set;
    const to = second === undefined ? [] : trSet(second);
    const translates = second !== undefined && !flags.has('d');
    const map = translates ? Object.fromEntries(from.map((char, i) => [char, to[Math.min(i, to.length - 1)] ?? char])) : {};
    return { files: ['-'], state: { map, deleted: flags.has('d') ? from.join('') : '', squeezed: flags.has('s') ? (second === undefined ? from : to).join('') : '', last: '' } };
  },
  take: (system, state, text) => {
    let { last } = state;
    let out = '';
    system.charge(text.length >> 6);
    for (const char of text) {
      if (state.deleted.includes(char)) continue;
      const next = state.map[char] ?? char;
      if (next === last && state.squeezed.includes(next)) continue;
      out += next;
      last = next;
    }
    system.print(out);
    return { ...state, last };
  },
  end: () => 0,
});
