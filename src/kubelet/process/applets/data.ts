/** Programs that encode, hash and dump bytes. */
import type { Program } from '../kernel.ts';
import { errorText, type SystemCalls } from '../system-calls.ts';
import type { Bytes } from '../types.ts';
import { md5, sha1, sha256, sha512 } from './hash.ts';
import { filter, whole } from './input.ts';
import { options, sizeOf } from './options.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function encode64(data: Bytes): string {
  let out = '';
  for (let i = 0; i < data.length; i += 3) {
    const [a, b, c] = [data.charCodeAt(i), data.charCodeAt(i + 1), data.charCodeAt(i + 2)];
    const bits = (a << 16) | ((b || 0) << 8) | (c || 0);
    out += ALPHABET[bits >> 18]! + ALPHABET[(bits >> 12) & 63]! + (Number.isNaN(b) ? '=' : ALPHABET[(bits >> 6) & 63]!) + (Number.isNaN(c) ? '=' : ALPHABET[bits & 63]!);
  }
  return out;
}

/** Decodes what it can; false: something is no base64. */
function decode64(text: string): { readonly data: Bytes; readonly valid: boolean } {
  let data = '';
  let bits = 0;
  let count = 0;
  for (const char of text) {
    if (char === '\n' || char === '\r') continue;
    if (char === '=') {
      if (count === 2) data += String.fromCharCode((bits >> 4) & 255);
      if (count === 3) data += String.fromCharCode((bits >> 10) & 255, (bits >> 2) & 255);
      [bits, count] = [0, 0];
      continue;
    }
    const value = ALPHABET.indexOf(char);
    if (value < 0) return { data, valid: false };
    bits = (bits << 6) | value;
    count += 1;
    if (count === 4) {
      data += String.fromCharCode((bits >> 16) & 255, (bits >> 8) & 255, bits & 255);
      [bits, count] = [0, 0];
    }
  }
  return { data, valid: count === 0 };
}

export const base64: Program = whole<{ readonly decode: boolean; readonly wrap: number; readonly ignore: boolean }>({
  start: (system) => {
    const parsed = options(system, 'dDw:i', { decode: 'd', wrap: 'w', 'ignore-garbage': 'i' });
    return parsed === undefined
      ? 1
      : { files: parsed.rest, options: { decode: parsed.flags.has('d') || parsed.flags.has('D'), wrap: Number(parsed.values.get('w') ?? 76), ignore: parsed.flags.has('i') } };
  },
  unreadable: (system, name, why) => system.warn(`${name}: ${why}`),
  run: (system, inputs, { decode, wrap, ignore }, failed) => {
    if (failed) return 1;
    const data = inputs.map((input) => input.data).join('');
    if (decode) {
      const decoded = decode64(ignore || !system.gnu ? data.replace(/[^A-Za-z0-9+/=]/g, '') : data);
      system.print(decoded.data);
      if (decoded.valid) return 0;
      system.warn(system.gnu ? 'invalid input' : 'truncated input');
      return 1;
    }
    const text = encode64(data);
    if (text === '') return 0;
    system.print(wrap === 0 ? text : (text.match(new RegExp(`.{1,${wrap}}`, 'g')) ?? []).map((line) => `${line}\n`).join(''));
    return 0;
  },
});

const HASHES: Readonly<Record<string, (data: Bytes) => string>> = { md5sum: md5, sha1sum: sha1, sha256sum: sha256, sha512sum: sha512 };

export const checksum: Program = whole<{ readonly check: boolean; readonly silent: boolean }>({
  start: (system) => {
    const parsed = options(system, 'cswb', { check: 'c', status: 's' });
    return parsed === undefined ? 1 : { files: parsed.rest, options: { check: parsed.flags.has('c'), silent: parsed.flags.has('s') } };
  },
  run: (system, inputs, { check, silent }, failed) => {
    const hash = HASHES[system.name]!;
    if (!check) {
      for (const { name, data } of inputs) system.print(`${hash(data)}  ${name}\n`);
      return failed ? 1 : 0;
    }
    let bad = 0;
    for (const line of inputs.flatMap(({ data }) => data.split('\n')).filter((text) => text !== '')) {
      const [sum, name] = [line.split(/\s+/)[0]!, line.replace(/^\S+\s+\*?/, '')];
      const data = system.files.read(name);
      if (!data.ok) system.warn(`can't open '${name}': ${errorText(data.error)}`);
      const good = data.ok && hash(data.value) === sum;
      if (!good) bad += 1;
      if (!silent) system.print(`${name}: ${good ? 'OK' : 'FAILED'}\n`);
    }
    if (bad > 0 && !silent) system.warn(`WARNING: ${bad} of ${bad} computed checksums did NOT match`);
    return bad > 0 || failed ? 1 : 0;
  },
});

const hex = (code: number, width = 2): string => code.toString(16).padStart(width, '0');
const printable = (char: string): string => (char >= ' ' && char <= '~' ? char : '.');

/** od, for the formats that people ask for: -c, -x, -t x1|c|d1|o1|x2, -A n|d|o|x. */
export const od: Program = whole<{ readonly type: string; readonly base: string; readonly limit: number }>({
  start: (system) => {
    const parsed = options(
      system,
      'abcdoxvt:A:N:j:w:',
      {},
      system.args.map((arg) => (arg === '-An' ? '-An' : arg)),
    );
    if (parsed === undefined) return 1;
    const type = parsed.values.get('t') ?? (parsed.flags.has('c') ? 'c' : parsed.flags.has('x') ? 'x2' : parsed.flags.has('b') ? 'o1' : parsed.flags.has('d') ? 'u2' : 'o2');
    return { files: parsed.rest, options: { type, base: parsed.values.get('A') ?? 'o', limit: sizeOf(parsed.values.get('N') ?? '') ?? Number.MAX_SAFE_INTEGER } };
  },
  run: (system, inputs, { type, base, limit }, failed) => {
    const data = inputs
      .map((input) => input.data)
      .join('')
      .slice(0, limit);
    const size = type === 'c' || type === 'a' ? 1 : Number(type.slice(1)) || (type.startsWith('x') || type.startsWith('o') ? 4 : 1);
    const address = (at: number): string => (base === 'n' ? '' : base === 'x' ? hex(at, 6) : at.toString(base === 'd' ? 10 : 8).padStart(7, '0'));
    const NAMED: Readonly<Record<string, string>> = { '\0': '\\0', '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\v': '\\v' };
    for (let at = 0; at < data.length; at += 16) {
      const row = data.slice(at, at + 16);
      let line = address(at);
      for (let i = 0; i < row.length; i += size) {
        const chunk = row.slice(i, i + size);
        const value = [...chunk].reduceRight((sum, char) => sum * 256 + char.charCodeAt(0), 0);
        if (type === 'c') line += ` ${(NAMED[chunk] ?? (printable(chunk) === '.' && chunk !== '.' ? chunk.charCodeAt(0).toString(8).padStart(3, '0') : chunk)).padStart(3)}`;
        else if (type.startsWith('x')) line += ` ${hex(value, size * 2)}`;
        else if (type.startsWith('o')) line += ` ${value.toString(8).padStart(Math.ceil((size * 8) / 3), '0')}`;
        else line += ` ${String(value).padStart(size === 1 ? 3 : size === 2 ? 5 : 10)}`;
      }
      system.print(`${line}\n`);
    }
    if (base !== 'n') system.print(`${address(data.length)}\n`);
    return failed ? 1 : 0;
  },
});

/** hexdump (-C) and xxd. */
export const hexdump: Program = whole<{ readonly canonical: boolean; readonly plain: boolean; readonly limit: number }>({
  start: (system) => {
    const parsed = options(system, system.name === 'xxd' ? 'pl:c:g:u' : 'Cvbcdoxn:');
    return parsed === undefined
      ? 1
      : {
          files: parsed.rest,
          options: {
            canonical: parsed.flags.has('C'),
            plain: parsed.flags.has('p'),
            limit: sizeOf(parsed.values.get('n') ?? parsed.values.get('l') ?? '') ?? Number.MAX_SAFE_INTEGER,
          },
        };
  },
  run: (system, inputs, { canonical, plain, limit }, failed) => {
    const data = inputs
      .map((input) => input.data)
      .join('')
      .slice(0, limit);
    for (let at = 0; at < data.length; at += plain ? 30 : 16) {
      const row = data.slice(at, at + (plain ? 30 : 16));
      const bytes = [...row].map((char) => hex(char.charCodeAt(0)));
      if (plain) system.print(`${bytes.join('')}\n`);
      else if (system.name === 'xxd') system.print(`${hex(at, 8)}: ${(bytes.join('').match(/.{1,4}/g) ?? []).join(' ').padEnd(39)}  ${[...row].map(printable).join('')}\n`);
      else if (canonical) system.print(`${hex(at, 8)}  ${bytes.slice(0, 8).join(' ').padEnd(23)}  ${bytes.slice(8).join(' ').padEnd(23)}  |${[...row].map(printable).join('')}|\n`);
      else system.print(`${hex(at, 7)} ${(bytes.join('').match(/.{1,4}/g) ?? []).map((pair) => (pair.slice(2) + pair.slice(0, 2)).padStart(4, '0')).join(' ')}\n`);
    }
    if (system.name !== 'xxd' && data !== '') system.print(`${hex(data.length, canonical ? 8 : 7)}\n`);
    return failed ? 1 : 0;
  },
});

export const strings: Program = filter<number>({
  start: (system) => {
    const parsed = options(system, 'afon:t:');
    return parsed === undefined ? 1 : { files: parsed.rest, state: Number(parsed.values.get('n') ?? 4) || 4 };
  },
  take: (system, least, line) => {
    for (const run of line.match(/[\t -~]+/g) ?? []) if (run.length >= least) system.print(`${run}\n`);
    return least;
  },
  end: (_system, _state, failed) => (failed ? 1 : 0),
});

interface Dd {
  readonly output: string | null;
  readonly block: number;
  readonly count: number;
  readonly skip: number;
  readonly quiet: boolean;
  readonly data: Bytes;
  readonly seek: number;
  readonly truncates: boolean;
}
/** dd: reads at most `count` blocks; what it wrote goes to standard error. */
export const dd: Program = filter<Dd>({
  pieces: true,
  start: (system) => {
    const args = Object.fromEntries(system.args.map((arg) => [arg.split('=')[0], arg.slice(arg.indexOf('=') + 1)]));
    const unknown = system.args.find((arg) => !/^(?:if|of|bs|ibs|obs|count|skip|seek|conv|status|iflag|oflag)=/.test(arg));
    if (unknown !== undefined) {
      system.warn(`unrecognized operand '${unknown}'`);
      return 1;
    }
    const block = sizeOf(args.bs ?? args.ibs ?? '512') ?? 512;
    const count = sizeOf(args.count ?? '') ?? Number.MAX_SAFE_INTEGER;
    const skip = (sizeOf(args.skip ?? '0') ?? 0) * block;
    return {
      files: [args.if ?? '-'],
      state: {
        output: args.of ?? null,
        block,
        count,
        skip,
        seek: (sizeOf(args.seek ?? '0') ?? 0) * block,
        quiet: args.status === 'none',
        truncates: !(args.conv ?? '').includes('notrunc'),
        data: '',
      },
    };
  },
  take: (system, state, text) => {
    const data = state.data + text;
    const enough = state.skip + state.block * state.count;
    system.hold(Math.min(data.length, state.block));
    if (data.length < enough && data.length < 80 << 20) return { ...state, data };
    return { exit: finishDd(system, { ...state, data: data.slice(0, enough) }) };
  },
  end: (system, state, failed) => (failed ? 1 : finishDd(system, state)),
});

function finishDd(system: SystemCalls, state: Dd): number {
  const data = state.data.slice(state.skip);
  const { output, block, quiet, seek } = state;
  let failed = false;
  let kept = data.length;
  if (output === null) system.print(data);
  else {
    const written = system.files.write(output, (before) => before.slice(0, seek).padEnd(seek, '\0') + data + (state.truncates ? '' : before.slice(seek + data.length)));
    if (!written.ok) {
      system.warn(written.error === 'ENOSPC' ? `error writing '${output}': ${errorText(written.error)}` : `can't open '${output}': ${errorText(written.error)}`);
      failed = true;
      const there = system.files.read(output);
      kept = written.error === 'ENOSPC' && there.ok ? Math.max(0, there.value.length - seek) : 0;
    }
  }
  const records = (length: number) => `${Math.floor(length / block)}+${length % block === 0 ? 0 : 1} records`;
  // It reads no further than the block that it could not write.
  const read = failed ? Math.min(data.length, (Math.floor(kept / block) + 1) * block) : data.length;
  if (!quiet) system.write(2, `${records(read)} in\n${records(failed ? Math.floor(kept / block) * block : kept)} out\n`);
  return failed ? 1 : 0;
}
