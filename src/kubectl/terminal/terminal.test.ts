import { describe, expect, it } from 'vitest';
import { next, now, sleep, type Effect, type Notice, type Reply, type Task } from '../../engine/client.ts';
import type { Io } from '../io.ts';
import { Terminal } from './terminal.ts';

/** Drives a task on a clock of its own. A watch gives one event a second. */
function drive(task: Task<number>, limit = 60_000): { readonly code: number | undefined; readonly took: number } {
  let time = 1_000_000;
  const due: { handle: number; at: number }[] = [];
  let reply: Reply;
  for (;;) {
    const { done, value } = task.next(reply);
    if (done) return { code: value as number, took: time - 1_000_000 };
    const effect = value as Effect;
    if (effect.effect === 'now') reply = time;
    else if (effect.effect === 'watch') {
      reply = due.length + 1;
      due.push({ handle: due.length + 1, at: time + 1000 });
    } else if (effect.effect === 'next') {
      const first = due.filter(({ handle }) => effect.handles.includes(handle)).sort((a, b) => a.at - b.at)[0];
      const until = effect.until ?? Number.POSITIVE_INFINITY;
      if (Math.min(first?.at ?? Number.POSITIVE_INFINITY, until) > 1_000_000 + limit) {
        task.return(0);
        return { code: undefined, took: limit };
      }
      if (first !== undefined && first.at < until) {
        time = first.at;
        first.at += 1000;
        reply = {
          notice: 'event',
          handle: first.handle,
          event: { type: 'ADDED', object: { kind: 'Pod', apiVersion: 'v1', metadata: { name: `p${time}` } as never } },
        } satisfies Notice;
      } else {
        time = Math.max(time, until);
        reply = { notice: 'timeout' };
      }
    } else reply = undefined;
  }
}

function* fakeKubectl(argv: readonly string[], io: Io): Task<number> {
  yield* sleep(10);
  switch (argv[0]) {
    case 'apply':
      io.stdout(`applied ${(io.stdin ?? '').length} bytes: ${(io.stdin ?? '').split('\n')[0]}\n`);
      return 0;
    case 'get':
      if (argv.includes('-w')) {
        const handle = (yield { effect: 'watch', watch: { group: '', version: 'v1', resource: 'pods' } }) as number;
        for (let i = 0; ; i += 1) {
          yield* next([handle]);
          io.stdout(`event ${i} at ${(yield* now()) - 1_000_000}\n`);
        }
      }
      io.stdout('pod/a\npod/b\n');
      return 0;
    case 'edit': {
      io.files.write('/tmp/edit.yaml', 'type: Old\n');
      const code = yield* io.shell!(`${io.env.KUBE_EDITOR} /tmp/edit.yaml`);
      io.stdout(io.files.read('/tmp/edit.yaml')!);
      return code;
    }
    case 'fail':
      io.stderr('error: failed\n');
      return 3;
    default:
      io.stdout(`${argv.join(' ')}\n`);
      return 0;
  }
}

function terminal(options: { files?: Record<string, string>; keepsState?: boolean } = {}): (line: string, stdin?: string) => string {
  const box = new Terminal({ kubectl: fakeKubectl, cwd: '/home/me', ...options });
  return (line, stdin) => {
    let out = '';
    const { code } = drive(
      box.runLine(line, {
        stdout: (text) => {
          out += text;
        },
        stderr: (text) => {
          out += `!${text}`;
        },
        ...(stdin === undefined ? {} : { stdin }),
      }),
      10_000,
    );
    return `${out}${code === undefined ? 'interrupted' : `[${code}]`}`;
  };
}

describe('the terminal', () => {
  it.each([
    ['echo hi', 'hi\n[0]'],
    ['kubectl x y', 'x y\n[0]'],
    ['kubectl x \'a b\' "$HOME"', 'x a b /root\n[0]'],
    ["sed 's/a/b/' d.yaml | kubectl apply -f -", 'applied 9 bytes: kind: b\n[0]'],
    ['cat d.yaml | kubectl apply -f - && echo done', 'applied 9 bytes: kind: a\ndone\n[0]'],
    ['kubectl delete $(kubectl get pods -o name | head -1)', 'delete pod/a\n[0]'],
    ['kubectl get pods | head -1 | xargs kubectl describe', 'describe pod/a\n[0]'],
    ['kubectl get pods | wc -l; kubectl fail; echo $?', '2\n!error: failed\n3\n[0]'],
    ['kubectl fail 2>&1 | sed s/error/E/', 'E: failed\n[0]'],
    ['kubectl fail || echo failed', '!error: failed\nfailed\n[0]'],
    ['kubectl fail > /dev/null', '!error: failed\n[3]'],
    ['kubectl get pods > out; cat out; ls', 'pod/a\npod/b\nd.yaml\nout\n[0]'],
    ['for i in 1 2; do kubectl x $i; done', 'x 1\nx 2\n[0]'],
    ['KUBE_EDITOR="sed -i s/Old/New/" kubectl edit deploy 2>&1 | sed "s/type/TYPE/"', 'TYPE: New\n[0]'],
    ['kubectl get -w | head -2', 'event 0 at 1010\nevent 1 at 2010\n[0]'],
    ['timeout 2.5 kubectl get -w; echo $?', 'event 0 at 1010\nevent 1 at 2010\n124\n[0]'],
    ['(sleep 1; kubectl x >/dev/null) & kubectl get pods', 'pod/a\npod/b\n[0]'],
    ['(sleep 1; echo late) & echo early', 'early\nlate\n[0]'],
    [
      'kubectl get -w',
      'event 0 at 1010\nevent 1 at 2010\nevent 2 at 3010\nevent 3 at 4010\nevent 4 at 5010\nevent 5 at 6010\nevent 6 at 7010\nevent 7 at 8010\nevent 8 at 9010\ninterrupted',
    ],
    ["sh -c 'until kubectl get | grep -q b; do sleep 1; done; echo ok'", 'ok\n[0]'],
    ['while read x; do kubectl x $x; done < list; echo end', 'x one\nx two\nend\n[0]'],
    ['kubectl apply -f - <<E\nfrom here\nE', 'applied 10 bytes: from here\n[0]'],
    ['nope', '!sh: 1: nope: not found\n[127]'],
    ['kubectl x; if', '!sh: 1: Syntax error: end of file unexpected (expecting "then")\n[2]'],
    ['cat nofile', '!cat: nofile: No such file or directory\n[1]'],
  ])('%s', (line, expected) => {
    const files: Record<string, string> = line.includes('list') ? { 'd.yaml': 'kind: a\n\n', list: 'one\ntwo\n' } : { 'd.yaml': 'kind: a\n\n' };
    expect(terminal({ files })(line)).toBe(expected);
  });

  it('hands standard input on', () => {
    expect(terminal()('kubectl apply -f -', 'typed')).toBe('applied 5 bytes: typed\n[0]');
    expect(terminal()('cat', 'typed')).toBe('typed[0]');
    expect(terminal()('cat')).toBe('[0]');
  });

  it('keeps variables, folder and functions between lines where asked to', () => {
    const run = terminal({ keepsState: true });
    expect(run('x=1; f() { echo f$x; }; mkdir d; cd d; export E=2')).toBe('[0]');
    expect(run('f; pwd; sh -c "echo $E"; kubectl a$x')).toBe('f1\n/home/me/d\n2\na1\n[0]');
    expect(run('false')).toBe('[1]');
    expect(run('echo $?')).toBe('1\n[0]');
    expect(run('y=5; sleep 100')).toBe('interrupted');
    expect(run('echo $y')).toBe('5\n[0]');
  });

  it('keeps files between lines, but nothing else where not', () => {
    const run = terminal();
    expect(run('x=1; echo hi > f')).toBe('[0]');
    expect(run('echo [$x]; cat f')).toBe('[]\nhi\n[0]');
  });
});
