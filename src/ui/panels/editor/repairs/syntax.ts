/** What keeps a file from being read at all: tabs, indentation, spaces that are missing, leftovers of templates. */
import { parseManifests } from '../../../../manifest/parse.ts';
import { lineOf, startOfLine, type Repair, type TextEdit } from './text.ts';

const reads = (text: string): boolean => parseManifests(text).error === undefined;
const onLine = (line: number) => ({ first: line, last: line });

export function syntaxRepairs(text: string): readonly Repair[] {
  const lines = text.split('\n');
  const found: Repair[] = [];
  const tabs = tabEdits(lines);
  if (tabs.length > 0) found.push({ title: 'Turn tabs into spaces', edits: tabs, lines: { first: lineOf(text, tabs[0]!.start), last: lineOf(text, tabs.at(-1)!.start) } });
  found.push(...templates(text, lines));
  const { error } = parseManifests(text);
  if (error && tabs.length === 0) found.push(...reindented(text, lines, error.line), ...spaced(text, lines, error.line));
  return found;
}

function tabEdits(lines: readonly string[]): readonly TextEdit[] {
  let start = 0;
  return lines.flatMap((line) => {
    const at = start;
    start += line.length + 1;
    const space = /^[ \t]*/.exec(line)![0];
    return space.includes('\t') ? [{ start: at, end: at + space.length, text: space.replaceAll('\t', '  ') }] : [];
  });
}

/** A line of the error, or one near it, moved together with what belongs to it, so that the file can be read. */
function reindented(text: string, lines: readonly string[], errorLine: number): readonly Repair[] {
  for (const line of [errorLine, errorLine - 1, errorLine + 1, errorLine - 2]) {
    const source = lines[line - 1];
    if (source === undefined || source.trim() === '') continue;
    const depth = source.length - source.trimStart().length;
    const siblings = [
      ...new Set(
        lines
          .slice(Math.max(0, line - 12), line + 3)
          .filter((other) => other.trim() !== '')
          .flatMap((other) => depthsOf(other)),
      ),
    ].filter((other) => other !== depth);
    let last = line;
    while (lines[last] !== undefined && (lines[last]!.trim() === '' || lines[last]!.length - lines[last]!.trimStart().length > depth) && last - line < 200) last += 1;
    const ways: Repair[] = [];
    for (const wanted of siblings.toSorted((a, b) => Math.abs(a - depth) - Math.abs(b - depth))) {
      // Alone first: what follows is right more often than not.
      for (const to of last === line ? [line] : [line, last]) {
        const moved = lines.map((other, at) =>
          at + 1 < line || at + 1 > to || other.trim() === '' ? other : ' '.repeat(Math.max(0, other.length - other.trimStart().length + wanted - depth)) + other.trimStart(),
        );
        if (!reads(moved.join('\n'))) continue;
        const edits = lines.flatMap((other, at) =>
          other === moved[at] ? [] : [{ start: startOfLine(text, at + 1), end: startOfLine(text, at + 1) + other.length, text: moved[at]! }],
        );
        ways.push({
          title: `Indent ${to === line ? `line ${line}` : `lines ${line} to ${to}`} by ${wanted}`,
          edits,
          lines: { first: Math.min(line, errorLine), last: Math.max(to, errorLine) },
        });
        break;
      }
    }
    if (ways.length > 0) return ways.slice(0, 3);
  }
  return [];
}

/** Where a line begins, and where what stands behind its dashes does. */
function depthsOf(line: string): readonly number[] {
  const depth = line.length - line.trimStart().length;
  const dashes = /^((?:- )+)/.exec(line.trimStart())?.[1]?.length ?? 0;
  return dashes === 0 ? [depth] : [depth, depth + dashes];
}

/** `name:web` and `-name: web` lack a space. */
function spaced(text: string, lines: readonly string[], errorLine: number): readonly Repair[] {
  for (const line of [errorLine, errorLine - 1, errorLine + 1]) {
    const source = lines[line - 1];
    if (source === undefined) continue;
    const fixed = source.replace(/^(\s*)-(?=[A-Za-z"'])/, '$1- ').replace(/^(\s*(?:- )?[A-Za-z][\w./-]{0,80}):(?=[^\s:/])/, '$1: ');
    if (fixed === source || !reads(lines.with(line - 1, fixed).join('\n'))) continue;
    const start = startOfLine(text, line);
    return [
      {
        title: 'Put a space behind the colon or dash',
        edits: [{ start, end: start + source.length, text: fixed }],
        lines: { first: Math.min(line, errorLine), last: Math.max(line, errorLine) },
      },
    ];
  }
  return [];
}

/** `{{ … }}` that a template engine has left: as a text where it is a value, as a comment where it is a line. */
function templates(text: string, lines: readonly string[]): readonly Repair[] {
  return lines.flatMap((source, index): Repair[] => {
    const line = index + 1;
    const start = startOfLine(text, line);
    if (/^\s*\{\{.{0,2000}\}\}\s*$/.test(source)) {
      const depth = source.length - source.trimStart().length;
      return [{ title: 'Make the template line a comment', edits: [{ start: start + depth, end: start + depth, text: '# ' }], lines: onLine(line) }];
    }
    const value = /^(\s*(?:- )*(?:[\w./-]{1,100}:\s+)?)([^"'#\s].*)$/.exec(source);
    if (!value || !value[2]!.includes('{{') || !value[2]!.includes('}}') || /^[\w./-]{1,100}:(\s|$)/.test(value[2]!)) return [];
    const from = start + value[1]!.length;
    const content = value[2]!.trimEnd();
    return [{ title: 'Put the template text in quotes', edits: [{ start: from, end: from + content.length, text: `'${content.replaceAll("'", "''")}'` }], lines: onLine(line) }];
  });
}
