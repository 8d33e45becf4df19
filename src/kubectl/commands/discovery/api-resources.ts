/** `kubectl api-resources` (upstream: pkg/cmd/apiresources/{apiresources,print_flags}.go). */
import { compareStrings } from '../../../base/go-format.ts';
import { toYaml } from '../../../manifest/yaml/emitter.ts';
import type { Command } from '../../command.ts';
import { discoveredResources, type DiscoveredResource } from '../../discovery.ts';
import { failed } from '../../failure.ts';
import { noPrinter } from '../../printers/output.ts';
import { TABLE_WIDTHS, TabWriter } from '../../printers/tab-writer.ts';
import { structJson } from '../create/generator.ts';

const FORMATS = ['json', 'yaml', 'name', 'wide'];

/** As the struct has it; what the store hashes of a kind comes with no aggregated discovery. */
const inGoOrder = ({ name, singularName, namespaced, group, version, kind, verbs, shortNames, categories }: DiscoveredResource): Partial<DiscoveredResource> => ({
  name,
  singularName,
  namespaced,
  ...(group !== '' && { group }),
  version,
  kind,
  verbs,
  ...(shortNames && { shortNames }),
  ...(categories && { categories }),
});

export const apiResources: Command = {
  name: 'api-resources',
  group: 'Other Commands',
  short: 'Print the supported API resources on the server',
  examples: `kubectl api-resources
# With verbs and categories
kubectl api-resources -o wide
# Those of one API group
kubectl api-resources --api-group=apps`,
  usage: 'api-resources [options]',
  flags: [
    { name: 'api-group', type: 'string', help: 'Only resources of this API group.' },
    { name: 'namespaced', type: 'bool', default: 'true', help: 'Only resources that are in namespaces; false: only those that are in none. Without the flag: all.' },
    { name: 'verbs', type: 'stringSlice', help: 'Only resources that support all these verbs.' },
    { name: 'categories', type: 'stringSlice', help: 'Only resources that belong to all these categories.' },
    { name: 'sort-by', type: 'string', choices: ['name', 'kind'], help: 'Sort by name or by kind rather than by group.' },
    { name: 'cached', type: 'bool', help: 'Take what was read before, if there is any.' },
    { name: 'no-headers', type: 'bool', help: 'Leave the headers of the table out.' },
    { name: 'output', short: 'o', type: 'string', choices: FORMATS, help: 'json, yaml, name or wide.' },
    { name: 'show-managed-fields', type: 'bool', help: 'Keep the managedFields in JSON and YAML.' },
  ],
  *run(call) {
    const { flags } = call;
    if (call.args.length > 0) return call.usageFailure(`unexpected arguments: [${call.args.join(' ')}]`);
    const format = flags.string('output');
    if (format !== '' && !FORMATS.includes(format)) return noPrinter(format, FORMATS);
    const sortBy = flags.string('sort-by');
    if (!['', 'name', 'kind'].includes(sortBy)) return failed('--sort-by accepts only name or kind');
    const wanted = (r: DiscoveredResource): boolean =>
      (!flags.changed('api-group') || r.group === flags.string('api-group')) &&
      (!flags.changed('namespaced') || r.namespaced === flags.bool('namespaced')) &&
      flags.strings('verbs').every((verb) => r.verbs.includes(verb)) &&
      flags.strings('categories').every((category) => r.categories?.includes(category) ?? false);
    const key = (r: DiscoveredResource): string => (sortBy === 'name' ? r.name : sortBy === 'kind' ? r.kind : r.group);
    const resources = discoveredResources(call.context.kinds)
      .filter(wanted)
      .toSorted((a, b) => compareStrings(key(a), key(b)) || compareStrings(a.name, b.name));
    if (format === 'json' || format === 'yaml') {
      const list = { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources: resources.map(inGoOrder) };
      call.out(format === 'json' ? structJson(list) : toYaml(list));
      return undefined;
    }
    if (format === 'name') {
      call.out(resources.map((r) => `${r.name}${r.group ? `.${r.group}` : ''}\n`).join(''));
      return undefined;
    }
    const wide = format === 'wide';
    const table = new TabWriter(TABLE_WIDTHS, (text) => call.out(text));
    if (!flags.bool('no-headers')) table.write(`NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${wide ? '\tVERBS\tCATEGORIES' : ''}\n`);
    for (const r of resources) {
      const cells = [r.name, r.shortNames?.join(',') ?? '', r.group ? `${r.group}/${r.version}` : r.version, String(r.namespaced), r.kind];
      if (wide) cells.push(r.verbs.join(','), r.categories?.join(',') ?? '');
      table.write(`${cells.join('\t')}\n`);
    }
    table.flush();
    return undefined;
  },
};
