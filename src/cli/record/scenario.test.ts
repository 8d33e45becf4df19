import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScenario } from './scenario.ts';

const folder = new URL('../../../conformance/', import.meta.url);
const names = (of: string, ending: string) =>
  fs
    .readdirSync(new URL(of, folder), { recursive: true })
    .map(String)
    .filter((f) => f.endsWith(ending))
    .map((f) => f.slice(0, -ending.length))
    .sort();

describe('scenarios', () => {
  it('each has a recording, and each recording a scenario', () => {
    const scenarios = names('scenarios/', '.yaml');
    expect(scenarios.length).toBeGreaterThan(200);
    expect(names('golden/', '.json')).toEqual(scenarios);
  });

  it.each(names('scenarios/', '.yaml'))('%s reads, step by step as it was recorded', (name) => {
    const scenario = parseScenario(fs.readFileSync(new URL(`scenarios/${name}.yaml`, folder), 'utf8'));
    if (!scenario.ok) throw new Error(scenario.error);
    const recording = JSON.parse(fs.readFileSync(new URL(`golden/${name}.json`, folder), 'utf8')) as { steps: { run?: string }[] };
    expect(scenario.value.steps.map((step) => ('run' in step ? step.run : undefined))).toEqual(recording.steps.map(({ run }) => run));
  });

  it.each([
    ['{', /not YAML/],
    ['steps: []', /a name and steps/],
    ['{name: a, steps: [{jump: 3}]}', /step 1: a step is run, sleep, settle or node/],
    ['{name: a, steps: [{node: restart node-1}]}', /step 1/],
    ['{name: a, steps: [{sleep: 1500ms}]}', /step 1: a duration is a number of seconds/],
  ])('says what is wrong with %s', (text, message) => {
    const scenario = parseScenario(text);
    expect(scenario.ok ? '' : scenario.error).toMatch(message);
  });
});
