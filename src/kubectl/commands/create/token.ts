/** upstream: pkg/cmd/create/create_token.go */
import type { Command } from '../../command.ts';
import { errorText, failed } from '../../failure.ts';
import type { Wire } from '../../describers/wire.ts';
import { chosenFormat, objectPrinter, OUTPUT_FLAGS } from '../../printers/output.ts';
import type { Unchecked } from '../../../api/meta/types.ts';
import { nameArgument } from './generator.ts';

const BOUND_KINDS = ['Node', 'Pod', 'Secret'];

export const token: Command = {
  name: 'token',
  short: 'Request a service account token',
  usage: 'create token SERVICE_ACCOUNT_NAME [options]',
  flags: [
    ...OUTPUT_FLAGS,
    { name: 'audience', type: 'stringArray', help: 'Who is to accept the token; may be repeated.' },
    { name: 'duration', type: 'duration', default: '0s', help: 'How long it is valid; 0 leaves it to the server.' },
    { name: 'bound-object-kind', type: 'string', help: 'The kind of an object that the token dies with: Node, Pod or Secret.' },
    { name: 'bound-object-name', type: 'string', help: 'The name of that object.' },
    { name: 'bound-object-uid', type: 'string', help: 'The UID of that object.' },
  ],
  *run(call) {
    const { flags } = call;
    const name = nameArgument(call);
    if (!name.ok) return name.error;
    const printer = objectPrinter(call, 'created');
    if (!printer.ok) return printer.error;
    const [duration, kind] = [flags.number('duration'), flags.string('bound-object-kind')];
    if (duration < 0) return failed('--duration must be greater than or equal to 0');
    if (duration % 1000 !== 0) return failed('--duration cannot be expressed in units less than seconds');
    if (flags.strings('audience').includes('')) return failed('--audience must not be an empty string');
    if (kind === '' && flags.string('bound-object-name') !== '') return failed('--bound-object-name can only be set if --bound-object-kind is provided');
    if (kind === '' && flags.string('bound-object-uid') !== '') return failed('--bound-object-uid can only be set if --bound-object-kind is provided');
    if (kind !== '' && !BOUND_KINDS.includes(kind)) return failed(`supported --bound-object-kind values are ${BOUND_KINDS.join(', ')}`);
    if (kind !== '' && flags.string('bound-object-name') === '') return failed('--bound-object-name is required if --bound-object-kind is provided');
    const body = {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: {},
      spec: {
        audiences: flags.strings('audience'),
        ...(duration > 0 && { expirationSeconds: duration / 1000 }),
        ...(kind !== '' && {
          boundObjectRef: {
            kind,
            apiVersion: 'v1',
            name: flags.string('bound-object-name'),
            ...(flags.string('bound-object-uid') !== '' && { uid: flags.string('bound-object-uid') }),
          },
        }),
      },
    };
    const response = yield* call.api.send({
      verb: 'create',
      group: '',
      version: 'v1',
      resource: 'serviceaccounts',
      subresource: 'token',
      namespace: call.namespace,
      name: name.value,
      body,
    });
    if (!response.ok) return failed(`failed to create token: ${errorText({ kind: 'status', status: response.status })}`);
    const answer: Wire = 'body' in response ? response.body : undefined;
    if (!answer?.status?.token) return failed('failed to create token: no token in server response');
    if (chosenFormat(call) === '') {
      call.out(answer.status.token);
      return undefined;
    }
    const printed = printer.value(answer as Unchecked);
    if (!printed.ok) return printed.error;
    call.out(printed.value);
    return undefined;
  },
};
