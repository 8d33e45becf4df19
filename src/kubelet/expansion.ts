/** `$(NAME)` references in env values, commands and arguments (upstream: third_party/forked/golang/expansion/expand.go). */

/** Replaces references that `lookup` knows; `$$` is a dollar sign; what is no complete or known reference stays as it is. */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  let out = '';
  let from = 0;
  for (let at = text.indexOf('$'); at >= 0 && at + 1 < text.length; at = text.indexOf('$', from)) {
    out += text.slice(from, at);
    const next = text[at + 1]!;
    if (next === '$') {
      out += '$';
      from = at + 2;
    } else if (next === '(') {
      const end = text.indexOf(')', at + 2);
      if (end < 0) {
        out += '$(';
        from = at + 2;
      } else {
        const name = text.slice(at + 2, end);
        out += lookup(name) ?? `$(${name})`;
        from = end + 1;
      }
    } else {
      out += `$${next}`;
      from = at + 2;
    }
  }
  return out + text.slice(from);
}
