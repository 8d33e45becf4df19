/** `kubectl autoscale` (upstream: pkg/cmd/autoscale/autoscale.go). */
import type { Unchecked } from '../../api/meta/types.ts';
import { canonicalQuantity, parseQuantity } from '../../api/meta/quantity.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import { dryRunOf, dryRunSuffix, DRY_RUN_FLAG, fieldManagerFlag, fileOptions, filenameFlags, RECORD_FLAG, SAVE_CONFIG_FLAG, type DryRun } from '../common-flags.ts';
import type { Wire } from '../describers/wire.ts';
import { failed, type Failure } from '../failure.ts';
import { chosenFormat, objectPrinter, OUTPUT_FLAGS } from '../printers/output.ts';
import { recorded } from '../record.ts';
import { withMetadata, type Info } from '../resources/info.ts';
import { findResources } from '../resources/query.ts';
import { apiVersionOf } from '../rest-mapper.ts';
import { requiredFlags, structJson, withOwnConfiguration } from './create/generator.ts';

export const autoscale: Command = {
  name: 'autoscale',
  group: 'Deploy Commands',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  examples: '# Between 2 and 10 pods\nkubectl autoscale deployment foo --min=2 --max=10 --cpu=80%',
  usage: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] [options]',
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS,
    ...filenameFlags('that name what to scale'),
    DRY_RUN_FLAG,
    SAVE_CONFIG_FLAG,
    RECORD_FLAG,
    fieldManagerFlag('kubectl-autoscale'),
    { name: 'min', type: 'int32', default: '-1', help: 'The fewest pods; negative leaves it to the server.' },
    { name: 'max', type: 'int32', default: '-1', help: 'The most pods.' },
    {
      name: 'cpu-percent',
      type: 'int32',
      default: '-1',
      help: 'The CPU that pods are to use, in percent of what they request.',
      deprecated: "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    },
    { name: 'cpu', type: 'string', help: 'The CPU that pods are to use: in percent of what they request, or an amount.' },
    { name: 'memory', type: 'string', help: 'The memory that pods are to use: in percent of what they request, or an amount.' },
    { name: 'name', type: 'string', help: 'The name of the autoscaler; default: that of the object.' },
  ],
  *run(call) {
    const { flags } = call;
    const missing = requiredFlags(call, ['max']);
    if (missing) return missing;
    const dryRun = dryRunOf(call);
    if (!dryRun.ok) return dryRun.error;
    const [min, max] = [flags.number('min'), flags.number('max')];
    if (max < 1) return failed(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
    if (max < min) return failed(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
    if (flags.number('cpu-percent') > 0 && flags.string('cpu') !== '') return failed('--cpu-percent and --cpu are mutually exclusive');
    const metrics = metricsOf(call);
    if (!metrics.ok) return failed(metrics.error);
    const query = findResources(call, { args: call.args, files: fileOptions(call), continueOnError: true });
    if (!query.ok) return query.error;
    let count = 0;
    const failure = yield* query.value.visit(function* (info) {
      const wrong = yield* autoscaleOne(call, info, metrics.value, dryRun.value);
      if (!wrong) count += 1;
      return wrong;
    });
    return failure ?? (count === 0 ? failed('no objects passed to autoscale') : undefined);
  },
};

function* autoscaleOne(call: Call, { mapping, name }: Info, metrics: readonly Wire[], dryRun: DryRun): Task<Failure | undefined> {
  const { flags } = call;
  if (!mapping.descriptor.scale)
    return failed(
      `cannot autoscale a ${mapping.kind}: could not find scale subresource for ${mapping.group}/${mapping.version}, Resource=${mapping.resource} in discovery information`,
    );
  const autoscaler = recorded(call, {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: { name: flags.string('name') || name },
    spec: {
      scaleTargetRef: { kind: mapping.kind, name, apiVersion: apiVersionOf(mapping) },
      ...(flags.number('min') > 0 && { minReplicas: flags.number('min') }),
      maxReplicas: flags.number('max'),
      ...(metrics.length > 0 && { metrics }),
    },
    status: { desiredReplicas: 0, currentMetrics: null },
  });
  const printer = objectPrinter(call, `${dryRun === 'client' ? 'created' : 'autoscaled'}${dryRunSuffix(dryRun)}`);
  if (!printer.ok) return printer.error;
  if (dryRun === 'client') {
    const shown = call.explicitNamespace ? withMetadata(autoscaler, { namespace: call.namespace }) : autoscaler;
    return say(call, chosenFormat(call) === 'json' ? ok(structJson(shown)) : printer.value(shown));
  }
  const autoscalers = call.mapper.forKind('autoscaling', 'v2', 'HorizontalPodAutoscaler');
  if (!autoscalers) return failed('no matches for kind "HorizontalPodAutoscaler" in version "autoscaling/v2"');
  const created = yield* call.api.create(autoscalers, call.namespace, withOwnConfiguration(autoscaler, flags.bool('save-config')), {
    fieldManager: flags.string('field-manager'),
    ...(dryRun === 'server' && { dryRun: true }),
  });
  if (created.ok) return say(call, printer.value(created.value as unknown as Unchecked));
  // Upstream tries the old version then, which knows CPU in percent and nothing else.
  if (flags.string('cpu') === '') return failed('failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input');
  if (flags.string('memory') !== '' || !flags.string('cpu').endsWith('%'))
    return failed('failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: %!w(<nil>)');
  return created.error;
}

function say(call: Call, printed: Result<string, Failure>): Failure | undefined {
  if (!printed.ok) return printed.error;
  call.out(printed.value);
  return undefined;
}

/** What is measured, and against what. */
function metricsOf({ flags }: Call): Result<readonly Wire[], string> {
  const metrics: Wire[] = [];
  const add = (name: string, target: Wire): void => {
    metrics.push({ type: 'Resource', resource: { name, target } });
  };
  if (flags.number('cpu-percent') > 0) add('cpu', { type: 'Utilization', averageUtilization: flags.number('cpu-percent') });
  for (const [name, unit] of [
    ['cpu', 'm'],
    ['memory', 'Mi'],
  ] as const) {
    const text = flags.string(name).trim();
    if (text === '') continue;
    if (text.endsWith('%')) {
      const percent = text.slice(0, -1);
      if (!/^\+?\d+$/.test(percent) || Number(percent) > 2_147_483_647) return err(`invalid percentage value: ${percent}`);
      add(name, { type: 'Utilization', averageUtilization: Number(percent) });
      continue;
    }
    const amount = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? `${Number(text)}${unit}` : text;
    if (!parseQuantity(amount).ok) return err(`invalid resource ${name} value: ${text}`);
    add(name, { type: 'AverageValue', averageValue: canonicalQuantity(amount) });
  }
  return ok(metrics);
}
