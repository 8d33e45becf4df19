/** upstream: pkg/cmd/create/create_job.go, create_cronjob.go */
import { err, ok } from '../../../base/result.ts';
import type { Wire } from '../../describers/wire.ts';
import { findResources } from '../../resources/query.ts';
import { generatorCommand, metadataFor, refuse } from './generator.ts';

/** A pod template as these two write it. */
const templateOf = (name: string, image: string, command: readonly string[], restartPolicy: string): Wire => ({
  metadata: {},
  spec: { containers: [{ name, image, ...(command.length > 0 && { command }), resources: {} }], ...(restartPolicy !== '' && { restartPolicy }) },
});

export const job = generatorCommand({
  name: 'job',
  short: 'Create a job with the specified name',
  usage: 'job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  examples: '# With a command\nkubectl create job my-job --image=busybox -- date\n# From a cron job\nkubectl create job test-job --from=cronjob/a-cronjob',
  flags: [
    { name: 'image', type: 'string', help: 'The image.' },
    { name: 'from', type: 'string', help: 'The cron job to take the template from: cronjob/NAME.' },
  ],
  refusal: () => 'failed to create job: ',
  *build(call, name, command) {
    const { flags } = call;
    const [image, from] = [flags.string('image'), flags.string('from')];
    if ((image === '') === (from === '')) return refuse('either --image or --from must be specified');
    if (command.length > 0 && from !== '') return refuse('cannot specify --from and command');
    if (image !== '') {
      return ok({ kind: 'Job', apiVersion: 'batch/v1', metadata: metadataFor(call, name), spec: { template: templateOf(name, image, command, 'Never') }, status: {} });
    }
    const query = findResources(call, { args: [from], latest: true });
    if (!query.ok) return query;
    const { infos, failure } = yield* query.value.infos();
    if (failure) return err(failure);
    if (infos.length !== 1) return refuse('from must be an existing cronjob');
    const cronJob: Wire = infos[0]!.object;
    if (cronJob.kind !== 'CronJob') return refuse(`unknown object type *${cronJob.apiVersion.split('/').at(-1)}.${cronJob.kind}`);
    const { metadata = {}, spec } = cronJob.spec.jobTemplate;
    return ok({
      kind: 'Job',
      apiVersion: 'batch/v1',
      metadata: {
        ...metadataFor(call, name, {
          ...(metadata.labels && { labels: metadata.labels }),
          annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...metadata.annotations },
        }),
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: cronJob.metadata.name, uid: cronJob.metadata.uid, controller: true }],
      },
      spec,
      status: {},
    });
  },
});

export const cronJob = generatorCommand({
  name: 'cronjob',
  aliases: ['cj'],
  short: 'Create a cron job with the specified name',
  usage: "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  examples: '# Every minute\nkubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *" -- date',
  required: ['image', 'schedule'],
  flags: [
    { name: 'image', type: 'string', help: 'The image.' },
    { name: 'schedule', type: 'string', help: 'When it runs, in the form of cron.' },
    { name: 'restart', type: 'string', choices: ['OnFailure', 'Never'], help: 'The restart policy of the pods: OnFailure, which is taken without it, or Never.' },
  ],
  refusal: () => 'failed to create cronjob: ',
  build: (call, name, command) =>
    ok({
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: metadataFor(call, name),
      spec: {
        schedule: call.flags.string('schedule'),
        jobTemplate: { metadata: { name }, spec: { template: templateOf(name, call.flags.string('image'), command, call.flags.string('restart') || 'OnFailure') } },
      },
      status: {},
    }),
});
