import { describe, expect, it } from 'vitest';
import { parseFlags, type FlagSpec } from './flags.ts';

const SPECS: readonly FlagSpec[] = [
  { name: 'output', short: 'o', type: 'string', help: '' },
  { name: 'watch', short: 'w', type: 'bool', help: '' },
  { name: 'replicas', short: 'r', type: 'int32', default: '1', help: '' },
  { name: 'filename', short: 'f', type: 'stringSlice', help: '' },
  { name: 'literal', type: 'stringArray', help: '' },
  { name: 'timeout', type: 'duration', default: '5s', help: '' },
  { name: 'dry-run', type: 'string', default: 'none', bare: 'unchanged', help: '' },
  { name: 'record', type: 'bool', deprecated: 'it will go', help: '' },
];

const read = (...argv: string[]) => {
  const parsed = parseFlags(SPECS, argv);
  if (!parsed.ok) return parsed.error;
  const { flags, args, dash } = parsed.value;
  return {
    output: flags.string('output'),
    watch: flags.bool('watch'),
    replicas: flags.number('replicas'),
    filename: flags.strings('filename'),
    literal: flags.strings('literal'),
    timeout: flags.number('timeout'),
    dryRun: flags.string('dry-run'),
    args,
    dash,
  };
};
const DEFAULTS = { output: '', watch: false, replicas: 1, filename: [], literal: [], timeout: 5000, dryRun: 'none', args: [], dash: -1 };

describe('parseFlags', () => {
  it.each([
    [[], {}],
    [['-oyaml', 'a'], { output: 'yaml', args: ['a'] }],
    [['-o=yaml'], { output: 'yaml' }],
    [['-o', 'yaml', 'a', '-w'], { output: 'yaml', watch: true, args: ['a'] }],
    [['--output=a=b'], { output: 'a=b' }],
    [['-wo', 'yaml'], { watch: true, output: 'yaml' }],
    [['--watch=false', '--watch'], { watch: true }],
    [['--watch', 'false'], { watch: true, args: ['false'] }],
    [['-f', 'a,b', '-f', '"c,d"'], { filename: ['a', 'b', 'c,d'] }],
    [['--literal=', '--literal', 'a,b'], { literal: ['', 'a,b'] }],
    [['--timeout', '1m30s', '-r', '0x10'], { timeout: 90_000, replicas: 16 }],
    [['--dry-run', 'server'], { dryRun: 'unchanged', args: ['server'] }],
    [['--dry_run=server'], { dryRun: 'server' }],
    [['a', '--', '-w', 'b'], { args: ['a', '-w', 'b'], dash: 1 }],
    [['-'], { args: ['-'] }],
  ])('%j', (argv, expected) => expect(read(...argv)).toEqual({ ...DEFAULTS, ...expected }));

  it.each([
    [['--nope'], 'unknown flag: --nope'],
    [['--nope=1'], 'unknown flag: --nope'],
    [['-wZ'], "unknown shorthand flag: 'Z' in -Z"],
    [['-o'], "flag needs an argument: 'o' in -o"],
    [['--output'], 'flag needs an argument: --output'],
    [['---x'], 'bad flag syntax: ---x'],
    [['-r', 'three'], 'invalid argument "three" for "-r, --replicas" flag: strconv.ParseInt: parsing "three": invalid syntax'],
    [['-r', '4294967296'], 'invalid argument "4294967296" for "-r, --replicas" flag: strconv.ParseInt: parsing "4294967296": value out of range'],
    [['--watch=maybe'], 'invalid argument "maybe" for "-w, --watch" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
    [['--timeout=5'], 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
    [['-f', 'a"b'], 'invalid argument "a\\"b" for "-f, --filename" flag: parse error on line 1, column 2: bare " in non-quoted field'],
  ])('%j is refused', (argv, error) => expect(read(...argv)).toBe(error));

  it('says once that a flag is deprecated, and keeps what was given', () => {
    const parsed = parseFlags(SPECS, ['x', '--record', '--record=false', '-oname']);
    expect(parsed.ok && parsed.value.notices).toEqual(['Flag --record has been deprecated, it will go\n']);
    expect(parsed.ok && parsed.value.given).toEqual([
      { name: 'record', value: 'true' },
      { name: 'record', value: 'false' },
      { name: 'output', value: 'name' },
    ]);
  });
});
