/** Scenario files: commands that a person would type, and the files they use. */
import { load } from 'js-yaml';
import { err, ok, type Result } from '../../base/result.ts';

export type ScenarioStep =
  | { readonly run: string; /** Seconds after which it is interrupted. */ readonly for?: number; readonly stdin?: string }
  | { readonly settle: { readonly quiet: number; readonly timeout: number } }
  | { readonly sleep: number }
  | { readonly node: { readonly action: 'stop' | 'start'; readonly name: string } };

export interface Scenario {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  readonly steps: readonly ScenarioStep[];
}

export function parseScenario(text: string): Result<Scenario, string> {
  let raw: unknown;
  try {
    raw = load(text);
  } catch (error) {
    return err(`the scenario is not YAML: ${(error as Error).message}`);
  }
  if (!isRecord(raw) || typeof raw.name !== 'string' || !Array.isArray(raw.steps)) return err('a scenario has a name and steps');
  const files = new Map<string, string>();
  if (isRecord(raw.files)) for (const [name, content] of Object.entries(raw.files)) files.set(name, String(content ?? ''));
  const steps: ScenarioStep[] = [];
  for (const [at, step] of raw.steps.entries()) {
    const read = parseStep(step);
    if (!read) return err(`step ${at + 1}: a step is run, sleep, settle or node, not ${JSON.stringify(step)}`);
    if (durationsOf(read).some(Number.isNaN)) return err(`step ${at + 1}: a duration is a number of seconds, as 5 or 5s: ${JSON.stringify(step)}`);
    steps.push(read);
  }
  return ok({ name: raw.name, files, steps });
}

function parseStep(step: unknown): ScenarioStep | undefined {
  if (!isRecord(step)) return undefined;
  if (typeof step.run === 'string')
    return { run: step.run, ...(step.for !== undefined && { for: seconds(step.for, 180) }), ...(step.stdin !== undefined && { stdin: String(step.stdin) }) };
  if ('sleep' in step) return { sleep: seconds(step.sleep, 0) };
  if ('settle' in step) {
    const settle = isRecord(step.settle) ? step.settle : {};
    return { settle: { quiet: seconds(settle.quiet, 3), timeout: seconds(settle.timeout, 60) } };
  }
  const node = typeof step.node === 'string' ? /^(stop|start) (\S+)$/.exec(step.node) : null;
  return node ? { node: { action: node[1] as 'stop' | 'start', name: node[2]! } } : undefined;
}

function durationsOf(step: ScenarioStep): readonly number[] {
  if ('sleep' in step) return [step.sleep];
  if ('settle' in step) return [step.settle.quiet, step.settle.timeout];
  return 'run' in step && step.for !== undefined ? [step.for] : [];
}

/** `5` and `5s` are five seconds; anything else is no duration, and its step no step. */
function seconds(value: unknown, fallback: number): number {
  if (value === undefined || value === null) return fallback;
  return /^\d+(\.\d+)?s?$/.test(String(value)) ? Number.parseFloat(String(value)) : Number.NaN;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
