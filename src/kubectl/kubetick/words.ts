/** Reading a command line of `kubetick`. */
import { err, ok, type Result } from '../../base/result.ts';
import type { Task } from '../../engine/client.ts';
import type { Io } from '../io.ts';
import { currentNamespace } from '../kubeconfig.ts';

export interface Subcommand {
  /** One line. */
  readonly help: string;
  readonly usage: string;
  readonly run: (argv: readonly string[], io: Io) => Task<number>;
  /** What may come after these words. */
  readonly words: (before: readonly string[]) => readonly string[];
}

export interface Words {
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

/** `known`: flag → whether it takes a value; `-n` stands for `--namespace`. */
export function readWords(argv: readonly string[], known: Readonly<Record<string, boolean>>): Result<Words, string> {
  const args: string[] = [];
  const flags: Record<string, string> = {};
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i]!;
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const written = equals < 0 ? word : word.slice(0, equals);
    const name = written === '-n' ? 'namespace' : written.replace(/^--/, '');
    if (!Object.hasOwn(known, name) || written.length < 2) return err(`unknown flag: ${written}`);
    if (equals >= 0) flags[name] = word.slice(equals + 1);
    else if (!known[name]) flags[name] = 'true';
    else {
      i += 1;
      const value = argv[i];
      if (value === undefined) return err(`flag needs an argument: ${written}`);
      flags[name] = value;
    }
  }
  return ok({ args, flags });
}

/** The flag's namespace, or the one that kubectl would use. */
export const namespaceOf = ({ flags }: Words, io: Io): string => flags['namespace'] ?? currentNamespace({ io, flags: { string: () => '' } as never });

export function* usageError(io: Io, name: string, text: string): Task<number> {
  io.stderr(`kubetick ${name}: ${text}; kubetick ${name} --help says how\n`);
  return 2;
}
