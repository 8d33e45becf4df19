/** `kubectl apply view-last-applied` (upstream: kubectl `pkg/cmd/apply/apply_view_last_applied.go`). */
import { quote } from '../../../base/go-format.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { fileOptions, filenameFlags, SELECTOR_FLAG } from '../../common-flags.ts';
import { failed, type Failure } from '../../failure.ts';
import { lastApplied } from '../../last-applied.ts';
import { parseManifests } from '../../../manifest/parse.ts';
import { toYaml } from '../../../manifest/yaml/emitter.ts';
import { findResources } from '../../resources/query.ts';

export const viewLastApplied: Command = {
  name: 'view-last-applied',
  short: 'Show what was applied last',
  usage: 'apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME) [options]',
  completes: 'resources',
  flags: [
    { name: 'output', short: 'o', type: 'string', default: 'yaml', choices: ['yaml', 'json'], help: 'yaml or json.' },
    { name: 'all', type: 'bool', help: 'All objects of the named types in the namespace.' },
    ...filenameFlags('that name the objects'),
    SELECTOR_FLAG,
  ],
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const { flags, args } = call;
  const selector = flags.string('selector').trim();
  if (flags.bool('all') && selector) return failed(`found non-empty label selector ${quote(selector)} with previously set 'all' parameter. `);
  const found = findResources(call, {
    files: fileOptions(call),
    args,
    emptySelectorSelectsAll: call.explicitNamespace,
    selectAll: flags.bool('all'),
    labelSelector: flags.string('selector'),
    latest: true,
  });
  if (!found.ok) return found.error;
  const configurations: string[] = [];
  const failure = yield* found.value.visit(function* (info) {
    const configuration = lastApplied(info.object!);
    if (configuration !== undefined) configurations.push(configuration);
    else if (info.source) return { kind: 'message', text: `error when no last-applied-configuration annotation found on resource: ${info.name}\n "${info.source}": <nil>` };
    return undefined;
  });
  if (failure) return failure;
  for (const configuration of configurations) {
    switch (flags.string('output')) {
      case 'yaml': {
        call.out(toYaml(parseManifests(configuration).documents[0]?.value));
        break;
      }
      case 'json':
        call.out(indentJson(configuration));
        break;
      default:
        return call.usageFailure(`Unexpected -o output mode: ${flags.string('output')}, the flag 'output' must be one of yaml|json`);
    }
  }
  return undefined;
}

/** Go's json.Indent with two spaces: only white space changes. */
function indentJson(text: string): string {
  let out = '';
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]!;
    if (inString) {
      out += char;
      if (char === '\\') out += text[++i] ?? '';
      else if (char === '"') inString = false;
    } else if (char === '"') {
      inString = true;
      out += char;
    } else if (char === '{' || char === '[') {
      const close = char === '{' ? '}' : ']';
      if (text[i + 1] === close) {
        out += char + close;
        i += 1;
      } else out += `${char}\n${'  '.repeat(++depth)}`;
    } else if (char === '}' || char === ']') out += `\n${'  '.repeat(--depth)}${char}`;
    else if (char === ',') out += `,\n${'  '.repeat(depth)}`;
    else if (char === ':') out += ': ';
    else if (!/\s/.test(char) || depth === 0) out += char;
  }
  return out;
}
