/** A shell's variables over the environment that it was started with. */
import type { SystemCalls } from '../system-calls.ts';
import type { ShellMemo, Variable } from './memo.ts';

type Environment = Readonly<Record<string, string>>;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const takenOver = new WeakMap<Environment, Environment>();

/** What a shell takes over of the environment that it was started with, and so hands on: variables that it could name. */
function inherited(env: Environment): Environment {
  let own = takenOver.get(env);
  if (!own) {
    const entries = Object.entries(env);
    const named = entries.filter(([name]) => NAME.test(name));
    takenOver.set(env, (own = named.length === entries.length ? env : Object.fromEntries(named)));
  }
  return own;
}

export class ShellVariables {
  private readonly system: SystemCalls;
  private readonly memo: ShellMemo;

  constructor(system: SystemCalls, memo: ShellMemo) {
    this.system = system;
    this.memo = memo;
  }

  variable(name: string): Variable | undefined {
    if (Object.hasOwn(this.memo.variables, name)) return this.memo.variables[name];
    const inherited = this.system.getenv(name);
    return inherited === undefined ? undefined : [inherited, 'x'];
  }

  get(name: string): string | undefined {
    const variable = this.variable(name);
    if (variable !== undefined) return variable[0] ?? undefined;
    switch (name) {
      case 'IFS':
        return ' \t\n';
      case 'OPTIND':
        return '1';
      case 'PS1':
        return '\\w \\$ ';
      case 'PS2':
        return '> ';
      case 'PS4':
        return '+ ';
      case 'PWD':
        return this.system.proc.cwd;
      case 'PPID':
        return String(this.system.proc.ppid);
      case 'HOSTNAME':
        return this.system.kernel.hostname;
      default:
        return undefined;
    }
  }

  /** A parameter as `$name` gives it: variables, positional and special parameters. */
  parameter(name: string): string | undefined {
    const { memo } = this;
    if (/^[0-9]/.test(name)) return name === '0' ? memo.arg0 : memo.parameters[Number(name) - 1];
    switch (name) {
      case '?':
        return String(memo.status);
      case '#':
        return String(memo.parameters.length);
      case '$':
        return String(memo.pid);
      case '!':
        return memo.lastBackground === 0 ? undefined : String(memo.lastBackground);
      case '-':
        return memo.options.replace('p', '');
      case '@':
      case '*':
        return memo.parameters.length === 0 ? undefined : memo.parameters.join((this.get('IFS') ?? ' ').slice(0, 1));
      case 'RANDOM':
        return this.variable(name)?.[1].includes('x') ? this.get(name) : String(Math.floor(this.system.random() * 32_768));
      case 'LINENO':
        return String(memo.frames.at(-1)?.line ?? 0);
      default:
        return this.get(name);
    }
  }

  /** False: it is read-only. */
  set(name: string, value: string): boolean {
    const before = this.variable(name);
    if (before?.[1].includes('r')) return false;
    if (name === 'OPTIND') this.put('OPTPOS', ['', '']);
    this.put(name, [value, (before?.[1] ?? '') + (this.memo.options.includes('a') && !before?.[1].includes('x') ? 'x' : '')]);
    return true;
  }

  put(name: string, variable: Variable): void {
    this.memo.variables = { ...this.memo.variables, [name]: variable };
  }

  mark(name: string, attribute: 'x' | 'r'): void {
    const [value, attributes] = this.variable(name) ?? [null, ''];
    if (!attributes.includes(attribute)) this.put(name, [value, attributes + attribute]);
  }

  /** False: it is read-only. */
  unset(name: string): boolean {
    if (this.variable(name)?.[1].includes('r')) return false;
    if (this.system.getenv(name) !== undefined) this.put(name, [null, '']);
    else {
      const { [name]: _, ...others } = this.memo.variables;
      this.memo.variables = others;
    }
    return true;
  }

  leaveFunction(locals: Readonly<Record<string, Variable | null>>): void {
    for (const [name, before] of Object.entries(locals)) {
      if (before !== null) this.put(name, before);
      else {
        const { [name]: _, ...others } = this.memo.variables;
        this.memo.variables = others;
      }
    }
  }

  /** What children get: a shell exports where it is and how deep, too. */
  environment(extra: readonly (readonly [string, string])[] = []): Readonly<Record<string, string>> {
    const { system } = this;
    const changed = Object.entries(this.memo.variables).filter(([name, [value, attributes]]) => (attributes.includes('x') && value !== null) || system.getenv(name) !== undefined);
    const env: Record<string, string> = { ...inherited(system.env), ...(!system.gnu && { SHLVL: String(Number(system.getenv('SHLVL') ?? 0) + 1) }), PWD: system.proc.cwd };
    for (const [name, [value, attributes]] of changed) {
      if (value !== null && attributes.includes('x')) env[name] = value;
      else delete env[name];
    }
    return { ...env, ...Object.fromEntries(extra) };
  }

  names(): string[] {
    return [...new Set([...Object.keys(inherited(this.system.env)), ...Object.keys(this.memo.variables)])].filter((name) => this.get(name) !== undefined).sort();
  }
}
