/**
 * Nodes → plain JSON, as sigs.k8s.io/yaml does on its way to JSON: keys become text and come out sorted, the last duplicate wins,
 * `<<` merges, aliases are copies within bounds. Upstream: go.yaml.in/yaml/v2 `decode.go`, sigs.k8s.io/yaml `yaml.go`.
 */
import { compareStrings, formatFloat, quote } from '../../base/go-format.ts';
import type { AliasNode, MappingNode, Node, ScalarNode, SequenceNode } from './compose.ts';
import { resolvePlain, resolveTagged, type ScalarValue } from './resolve.ts';
import { YamlProblem } from './token.ts';

/** A map before its keys are text: Go tells the key 1 from the key "1". */
type GoMap = Map<ScalarValue, { readonly keyNode: Node; readonly value: GoValue }>;
type GoValue = ScalarValue | readonly GoValue[] | GoMap;

const isMergeKey = (node: Node): boolean => node.kind === 'scalar' && node.value === '<<' && (node.implicit || node.tag === 'tag:yaml.org,2002:merge');

/** How much of the work may come from aliases: 99 % of a small document, 10 % of a large one. */
function allowedAliasRatio(count: number): number {
  const low = 400_000;
  const high = 4_000_000;
  if (count <= low) return 0.99;
  return count >= high ? 0.1 : 0.99 - (0.89 * (count - low)) / (high - low);
}

class Constructor {
  private readonly open = new Set<AliasNode>();
  private count = 0;
  private aliasCount = 0;
  private aliasDepth = 0;

  constructor(private readonly keysAsWritten: boolean) {}

  value(node: Node): GoValue {
    this.tick(node);
    switch (node.kind) {
      case 'scalar':
        return this.scalar(node);
      case 'sequence':
        return this.sequence(node);
      case 'mapping':
        return this.fill(node, new Map());
      case 'alias':
        return this.throughAlias(node, (target) => this.value(target));
    }
  }

  private tick(node: Node): void {
    this.count++;
    if (this.aliasDepth > 0) this.aliasCount++;
    if (this.aliasCount > 100 && this.count > 1000 && this.aliasCount / this.count > allowedAliasRatio(this.count)) {
      throw new YamlProblem('document contains excessive aliasing', node.start);
    }
  }

  private throughAlias<T>(node: AliasNode, use: (target: Node) => T): T {
    const target = node.target();
    // An alias inside its own anchor's value: the anchor's node is open, or not even complete.
    if (target === undefined || this.open.has(node)) throw new YamlProblem(`anchor '${node.name}' value contains itself`, node.start);
    this.open.add(node);
    this.aliasDepth++;
    const result = use(target);
    this.aliasDepth--;
    this.open.delete(node);
    return result;
  }

  private scalar(node: ScalarNode): ScalarValue {
    if (node.tag !== '') return node.tag === '!' ? node.value : resolveTagged(node.tag, node.value, node.start);
    return node.implicit ? resolvePlain(node.value).value : node.value;
  }

  private sequence(node: SequenceNode): readonly GoValue[] {
    return node.items.map((item) => this.value(item));
  }

  private fill(node: MappingNode, into: GoMap): GoMap {
    for (const entry of node.entries) {
      if (isMergeKey(entry.key)) {
        this.merge(entry.value, into);
        continue;
      }
      const key = this.keysAsWritten && entry.key.kind === 'scalar' ? entry.key.value : this.value(entry.key);
      if (typeof key === 'object' && key !== null) throw new YamlProblem(`invalid map key: ${goSyntax(key)}`, entry.key.start);
      const value = this.value(entry.value);
      into.delete(key);
      into.set(key, { keyNode: entry.key, value });
    }
    return into;
  }

  private merge(node: Node, into: GoMap): void {
    const refuse = (): never => {
      throw new YamlProblem('map merge requires map or sequence of maps as the value', node.start);
    };
    const mergeOne = (source: Node): void => {
      if (source.kind === 'mapping') {
        this.tick(source);
        this.fill(source, into);
      } else if (source.kind === 'alias') {
        this.tick(source);
        this.throughAlias(source, (target) => {
          if (target.kind !== 'mapping') refuse();
          this.tick(target);
          this.fill(target as MappingNode, into);
        });
      } else {
        refuse();
      }
    };
    // Earlier ones take precedence, so they are written last.
    if (node.kind === 'sequence') node.items.toReversed().forEach(mergeOne);
    else mergeOne(node);
  }
}

const TYPE_NAMES = { map: 'map[interface {}]interface {}', list: '[]interface {}' };

/** `%#v`, as an error text shows what stood in a key's place. */
function goSyntax(value: GoValue): string {
  if (value === null) return 'interface {}(nil)';
  if (value instanceof Map)
    return `${TYPE_NAMES.map}{${[...value]
      .map(([key, entry]) => `${goSyntax(key)}:${goSyntax(entry.value)}`)
      .sort(compareStrings)
      .join(', ')}}`;
  if (Array.isArray(value)) return `${TYPE_NAMES.list}{${value.map(goSyntax).join(', ')}}`;
  return typeof value === 'string' ? quote(value) : String(value);
}

/** The text of a key as sigs.k8s.io/yaml makes it; `undefined` for null, which it refuses. */
export function keyText(key: ScalarValue): string | undefined {
  if (key === null) return undefined;
  if (typeof key !== 'number') return String(key);
  if (Number.isInteger(key) && Math.abs(key) < 2 ** 64) return String(BigInt(key));
  if (Number.isNaN(key)) return '.nan';
  if (!Number.isFinite(key)) return key > 0 ? '.inf' : '-.inf';
  return formatFloat(key, 32);
}

/** Not a YAML problem any more: what JSON cannot hold. */
export class JsonProblem extends Error {}

function toJson(value: GoValue): unknown {
  if (value instanceof Map) {
    const entries = [...value].map(([key, { value: item }]): [string, unknown] => {
      const text = keyText(key);
      if (text === undefined) throw new JsonProblem(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(item).replace(/^interface \{\}\(nil\)$/, '<nil>')}`);
      return [text, toJson(item)];
    });
    return Object.fromEntries(entries.sort(([a], [b]) => compareStrings(a, b)));
  }
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new JsonProblem(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
  return value;
}

/**
 * The JSON value of a document. With `keysAsWritten` the key `no` is that word and no truth value, as go.yaml.in/yaml/v3 reads it into a map
 * of texts. Throws a YamlProblem or a JsonProblem.
 */
export function construct(root: Node, keysAsWritten = false): unknown {
  return toJson(new Constructor(keysAsWritten).value(root));
}
