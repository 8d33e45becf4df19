/** Which pod security level a namespace's labels ask for (upstream: pod-security-admission api/helpers.go). */
import { invalid, type FieldError } from '../../../api/meta/field-error.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';

export interface LevelVersion {
  readonly level: Level;
  /** The minor version whose checks are made; `undefined`: the latest. */
  readonly minor: number | undefined;
}

export interface SecurityPolicy {
  readonly enforce: LevelVersion;
  readonly warn: LevelVersion;
}

export const PREFIX = 'pod-security.kubernetes.io/';
const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];
const LATEST: LevelVersion = { level: 'privileged', minor: undefined };

export const strictness = (level: Level): number => LEVELS.indexOf(level);
export const sameLevel = (a: LevelVersion, b: LevelVersion): boolean => a.level === b.level && a.minor === b.minor;
/** `restricted:latest`, `baseline:v1.24`. */
export const levelText = ({ level, minor }: LevelVersion): string => `${level}:${minor === undefined ? 'latest' : `v1.${minor}`}`;

/** A policy comes out of wrong labels too: enforcement is strict then, and nobody is warned. */
export function policyOf(labels: Readonly<Record<string, string>> | undefined): { readonly policy: SecurityPolicy; readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const label = (name: string): string | undefined => labels?.[PREFIX + name];
  const wrong = (name: string, why: string): void => void errors.push(invalid(`metadata.labels[${PREFIX}${name}]`, label(name), why));
  const read = (mode: string, onError: Level): { readonly given: LevelVersion; readonly valid: boolean } => {
    const text = label(mode);
    const valid = text === undefined || LEVELS.includes(text as Level);
    if (!valid) wrong(mode, `must be one of ${LEVELS.join(', ')}`);
    const version = label(`${mode}-version`);
    const minor = version === undefined ? undefined : /^v1\.(0|[1-9]\d*)$/.exec(version)?.[1];
    if (version !== undefined && version !== 'latest' && minor === undefined) wrong(`${mode}-version`, 'must be "latest" or "v1.x"');
    return { given: { level: valid ? ((text as Level | undefined) ?? LATEST.level) : onError, minor: minor === undefined ? undefined : Number(minor) }, valid };
  };
  const enforce = read('enforce', 'restricted');
  // Nobody looks at what an audit would write down; its labels are checked all the same.
  read('audit', 'privileged');
  const warn = read('warn', 'privileged').given;
  const follows = label('warn') === undefined && label('enforce') !== undefined && enforce.valid && strictness(enforce.given.level) > strictness(warn.level);
  return {
    policy: { enforce: enforce.given, warn: follows ? { level: enforce.given.level, minor: label('warn-version') === undefined ? enforce.given.minor : warn.minor } : warn },
    errors,
  };
}
