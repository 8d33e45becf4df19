/** Tokens → a tree of nodes with their places. Upstream: go.yaml.in/yaml/v2 `parserc.go` and the composer in `decode.go`. */
import { findControlCharacter } from './characters.ts';
import { MAX_DEPTH, Scanner } from './scanner.ts';
import { parserProblem, YamlProblem, type Mark, type Token } from './token.ts';

export type Node = ScalarNode | SequenceNode | MappingNode | AliasNode;
interface Place {
  readonly start: Mark;
  readonly end: Mark;
}
export interface ScalarNode extends Place {
  readonly kind: 'scalar';
  readonly value: string;
  readonly tag: string;
  /** Unquoted and without a tag: what it looks like decides its type. */
  readonly implicit: boolean;
}
export interface SequenceNode extends Place {
  readonly kind: 'sequence';
  readonly items: readonly Node[];
}
export interface MappingNode extends Place {
  readonly kind: 'mapping';
  readonly entries: readonly { readonly key: Node; readonly value: Node }[];
}
export interface AliasNode extends Place {
  readonly kind: 'alias';
  readonly name: string;
  /** The anchor's node is known before it is complete: it may contain this alias. */
  readonly target: () => Node | undefined;
}

interface Anchor {
  node?: Node;
}

const DEFAULT_HANDLES: readonly (readonly [string, string])[] = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
];

class Composer {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, Anchor>();
  private readonly handles = new Map<string, string>();
  private depth = 0;

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  /** The first document of the text; `undefined` where there is none. */
  document(): Node | undefined {
    const scanner = this.scanner;
    scanner.peek();
    scanner.skip();
    const first = scanner.peek();
    if (first.type === 'stream-end') return undefined;
    const explicit = first.type === 'version-directive' || first.type === 'tag-directive' || first.type === 'document-start';
    this.directives();
    let root: Node;
    if (explicit) {
      const token = scanner.peek();
      if (token.type !== 'document-start') throw this.problem('did not find expected <document start>', token.start);
      scanner.skip();
      const content = scanner.peek();
      const empty = ['version-directive', 'tag-directive', 'document-start', 'document-end', 'stream-end'].includes(content.type);
      root = empty ? this.empty(content.start) : this.node(true, false);
    } else {
      root = this.node(true, false);
    }
    // What follows is not read, but the next token is: it may be the problem.
    if (scanner.peek().type === 'document-end') {
      scanner.skip();
    }
    return root;
  }

  private problem(text: string, mark: Mark, context: Mark = { index: 0, line: 0, column: 0 }): YamlProblem {
    return parserProblem(text, mark, context);
  }

  private directives(): void {
    let versionSeen = false;
    let token = this.scanner.peek();
    while (token.type === 'version-directive' || token.type === 'tag-directive') {
      if (token.type === 'version-directive') {
        if (versionSeen) throw this.problem('found duplicate %YAML directive', token.start);
        if (token.value !== '1.1') throw this.problem('found incompatible YAML document', token.start);
        versionSeen = true;
      } else {
        if (this.handles.has(token.value)) throw this.problem('found duplicate %TAG directive', token.start);
        this.handles.set(token.value, token.suffix);
      }
      this.scanner.skip();
      token = this.scanner.peek();
    }
    for (const [handle, prefix] of DEFAULT_HANDLES) if (!this.handles.has(handle)) this.handles.set(handle, prefix);
  }

  private empty(mark: Mark): ScalarNode {
    return { kind: 'scalar', value: '', tag: '', implicit: true, start: mark, end: mark };
  }

  private node(block: boolean, indentless: boolean): Node {
    const scanner = this.scanner;
    let token = scanner.peek();
    if (token.type === 'alias') {
      scanner.skip();
      const anchor = this.anchors.get(token.value);
      if (anchor === undefined) throw new YamlProblem(`unknown anchor '${token.value}' referenced`, token.start);
      return { kind: 'alias', name: token.value, target: () => anchor.node, start: token.start, end: token.end };
    }

    const start = token.start;
    let end = token.start;
    let anchorName = '';
    let tagToken: Token | undefined;
    for (let i = 0; i < 2; i++) {
      if (token.type === 'anchor' && anchorName === '') anchorName = token.value;
      else if (token.type === 'tag' && tagToken === undefined) tagToken = token;
      else break;
      end = token.end;
      scanner.skip();
      token = scanner.peek();
    }
    const tag = tagToken === undefined ? '' : this.resolveTag(tagToken, start);
    // Known before its node is: the node may hold an alias of itself.
    const anchor: Anchor | undefined = anchorName === '' ? undefined : {};
    if (anchor !== undefined) this.anchors.set(anchorName, anchor);
    if (++this.depth > MAX_DEPTH) throw new YamlProblem(`exceeded max depth of ${MAX_DEPTH}`, token.start);
    const node =
      this.content(token, block, indentless, tag, start) ?? (anchor !== undefined || tag !== '' ? { kind: 'scalar', value: '', tag, implicit: tag === '', start, end } : undefined);
    this.depth--;
    if (node === undefined) throw this.problem('did not find expected node content', token.start, start);
    if (anchor !== undefined) anchor.node = node;
    return node;
  }

  private content(token: Token, block: boolean, indentless: boolean, tag: string, start: Mark): Node | undefined {
    switch (token.type) {
      case 'scalar':
        this.scanner.skip();
        return { kind: 'scalar', value: token.value, tag, implicit: (tag === '' && token.plain) || tag === '!', start, end: token.end };
      case 'flow-sequence-start':
        return this.flowSequence(start);
      case 'flow-mapping-start':
        return this.flowMapping(start);
      case 'block-entry':
        return indentless ? this.indentlessSequence(start) : undefined;
      case 'block-sequence-start':
        return block ? this.blockSequence(start) : undefined;
      case 'block-mapping-start':
        return block ? this.blockMapping(start) : undefined;
      default:
        return undefined;
    }
  }

  private resolveTag(token: Token, start: Mark): string {
    if (token.value === '') return token.suffix;
    const prefix = this.handles.get(token.value);
    if (prefix === undefined) throw this.problem('found undefined tag handle', token.start, start);
    return prefix + token.suffix;
  }

  private blockSequence(start: Mark): SequenceNode {
    const scanner = this.scanner;
    const context = scanner.peek().start;
    scanner.skip();
    const items: Node[] = [];
    for (;;) {
      const token = scanner.peek();
      if (token.type === 'block-end') {
        scanner.skip();
        return { kind: 'sequence', items, start, end: token.start };
      }
      if (token.type !== 'block-entry') throw this.problem("did not find expected '-' indicator", token.start, context);
      scanner.skip();
      const next = scanner.peek().type;
      items.push(next === 'block-entry' || next === 'block-end' ? this.empty(token.end) : this.node(true, false));
    }
  }

  private indentlessSequence(start: Mark): SequenceNode {
    const scanner = this.scanner;
    const items: Node[] = [];
    for (;;) {
      const token = scanner.peek();
      if (token.type !== 'block-entry') return { kind: 'sequence', items, start, end: token.start };
      scanner.skip();
      const next = scanner.peek().type;
      const empty = next === 'block-entry' || next === 'key' || next === 'value' || next === 'block-end';
      items.push(empty ? this.empty(token.end) : this.node(true, false));
    }
  }

  private blockMapping(start: Mark): MappingNode {
    const scanner = this.scanner;
    const context = scanner.peek().start;
    scanner.skip();
    const entries: { key: Node; value: Node }[] = [];
    const part = (mark: Mark): Node => {
      const next = scanner.peek().type;
      return next === 'key' || next === 'value' || next === 'block-end' ? this.empty(mark) : this.node(true, true);
    };
    for (;;) {
      const token = scanner.peek();
      if (token.type === 'block-end') {
        scanner.skip();
        return { kind: 'mapping', entries, start, end: token.start };
      }
      if (token.type !== 'key') throw this.problem('did not find expected key', token.start, context);
      scanner.skip();
      const key = part(token.end);
      const colon = scanner.peek();
      if (colon.type !== 'value') {
        entries.push({ key, value: this.empty(colon.start) });
        continue;
      }
      scanner.skip();
      entries.push({ key, value: part(colon.end) });
    }
  }

  private flowSequence(start: Mark): SequenceNode {
    const scanner = this.scanner;
    const context = scanner.peek().start;
    scanner.skip();
    const items: Node[] = [];
    for (let first = true; ; first = false) {
      let token = scanner.peek();
      if (token.type !== 'flow-sequence-end' && !first) {
        if (token.type !== 'flow-entry') throw this.problem("did not find expected ',' or ']'", token.start, context);
        scanner.skip();
        token = scanner.peek();
      }
      if (token.type === 'flow-sequence-end') {
        scanner.skip();
        return { kind: 'sequence', items, start, end: token.end };
      }
      items.push(token.type === 'key' ? this.flowPair(token) : this.node(false, false));
    }
  }

  /** `[a: b]`: a mapping of one entry. */
  private flowPair(keyToken: Token): MappingNode {
    const scanner = this.scanner;
    scanner.skip();
    const token = scanner.peek();
    const noKey = token.type === 'value' || token.type === 'flow-entry' || token.type === 'flow-sequence-end';
    let key: Node;
    if (noKey) {
      // The library takes the token away with the missing key.
      scanner.skip();
      key = this.empty(token.end);
    } else {
      key = this.node(false, false);
    }
    const value = this.flowValue('flow-sequence-end');
    return { kind: 'mapping', entries: [{ key, value }], start: keyToken.start, end: scanner.peek().start };
  }

  private flowValue(end: 'flow-sequence-end' | 'flow-mapping-end'): Node {
    const scanner = this.scanner;
    const token = scanner.peek();
    if (token.type === 'value') {
      scanner.skip();
      const next = scanner.peek();
      if (next.type !== 'flow-entry' && next.type !== end) return this.node(false, false);
    }
    return this.empty(token.start);
  }

  private flowMapping(start: Mark): MappingNode {
    const scanner = this.scanner;
    const context = scanner.peek().start;
    scanner.skip();
    const entries: { key: Node; value: Node }[] = [];
    for (let first = true; ; first = false) {
      let token = scanner.peek();
      if (token.type !== 'flow-mapping-end' && !first) {
        if (token.type !== 'flow-entry') throw this.problem("did not find expected ',' or '}'", token.start, context);
        scanner.skip();
        token = scanner.peek();
      }
      if (token.type === 'flow-mapping-end') {
        scanner.skip();
        return { kind: 'mapping', entries, start, end: token.end };
      }
      if (token.type === 'key') {
        scanner.skip();
        const next = scanner.peek();
        const noKey = next.type === 'value' || next.type === 'flow-entry' || next.type === 'flow-mapping-end';
        const key = noKey ? this.empty(next.start) : this.node(false, false);
        entries.push({ key, value: this.flowValue('flow-mapping-end') });
      } else {
        const key = this.node(false, false);
        entries.push({ key, value: this.empty(scanner.peek().start) });
      }
    }
  }
}

/** The library checks characters as it reads ahead, in chunks of about this length. */
const READ_AHEAD = 512;

/** The node tree of the first document in `text`; `undefined` for none. Throws a YamlProblem. */
export function compose(text: string): Node | undefined {
  const control = findControlCharacter(text);
  const controlProblem = (): YamlProblem => {
    const before = text.slice(0, control).split(/\r\n|[\n\r]/);
    return new YamlProblem('control characters are not allowed', { index: control, line: before.length - 1, column: before.at(-1)!.length });
  };
  try {
    const node = new Composer(text === '' ? '\n' : text).document();
    if (control >= 0) throw controlProblem();
    return node;
  } catch (problem) {
    if (problem instanceof YamlProblem && control >= 0 && control < problem.mark.index + READ_AHEAD) throw controlProblem();
    throw problem;
  }
}
