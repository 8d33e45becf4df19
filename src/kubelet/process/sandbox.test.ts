import { describe, expect, it } from 'vitest';
import { advance, connect, exec, exitOf, httpGet, killContainer, listeners, nextWake, readFile, signal, startContainer, textOf, writeStdin } from './sandbox.ts';
import { ENV, host, runScript, sandbox, START, started } from './testing/box.ts';
import type { Advance, SandboxState } from './types.ts';

const NGINX = ['/bin/sh', '-c', 'echo "nginx/1.25 starting"; trap "exit 0" TERM QUIT; httpd -f -p 80 -h /www & wait'];
const settled = (state: SandboxState, now = START): Advance => advance(state, now, host);
const ends = (result: Advance, session = 1): unknown => exitOf(result.exits, 'main', session);

function run(state: SandboxState, argv: readonly string[], now = START): { readonly text: string; readonly code: number | undefined; readonly state: SandboxState } {
  const begun = exec(state, 'main', argv, {}, now, host);
  if (!begun.ok) return { text: begun.error.message, code: begun.error.exitCode, state };
  const result = advance(begun.value.state, now, host);
  return { text: textOf(result.output, 'main', begun.value.session), code: exitOf(result.exits, 'main', begun.value.session)?.code, state: result.state };
}

describe('a container', () => {
  it('serves, is probed, and ends on TERM', () => {
    const up = settled(started(NGINX));
    expect(textOf(up.output, 'main', 1)).toBe('nginx/1.25 starting\n');
    expect(nextWake(up.state, START, host)).toBeUndefined();
    expect(listeners(up.state)).toEqual([{ container: 'main', pid: 7, port: 80 }]);
    expect(httpGet(up.state, { port: 80, path: '/' }, START, host)).toMatchObject({ result: 'answer', status: 200, body: '<h1>Welcome</h1>\n' });
    expect(httpGet(up.state, { port: 80, path: '/nope' }, START, host)).toMatchObject({ status: 404 });
    expect(httpGet(up.state, { port: 81, path: '/' }, START, host)).toMatchObject({ result: 'refused' });
    expect(ends(signal(up.state, 'main', 1, 'TERM', START + 5000, host))).toMatchObject({ code: 0, at: START + 5000 });
  });

  it.each([
    ['ignores TERM without a trap', 'sleep 100', 'TERM', undefined],
    ['ignores TERM that it was told to ignore', "trap '' TERM; sleep 100 & wait", 'TERM', undefined],
    ['ends on KILL', 'sleep 100', 'KILL', { code: 137, signal: 'KILL' }],
    ['runs its trap, whose code counts', "trap 'echo bye; exit 3' TERM; sleep 100 & wait", 'TERM', { code: 3 }],
  ] as const)('as process 1 %s', (_title, script, name, expected) => {
    const result = signal(settled(started(['sh', '-c', script])).state, 'main', 1, name, START + 1000, host);
    if (expected === undefined) expect(ends(result)).toBeUndefined();
    else expect(ends(result)).toMatchObject({ ...expected, at: START + 1000 });
  });

  it('runs a trap after the command in the foreground has ended', () => {
    const looping = advance(started(['sh', '-c', "trap 'exit 0' TERM; while true; do sleep 1; done"]), START + 2300, host).state;
    const told = signal(looping, 'main', 1, 'TERM', START + 2400, host);
    expect(ends(told)).toBeUndefined();
    expect(ends(advance(told.state, START + 10_000, host))).toMatchObject({ code: 0, at: START + 3000 });
  });

  it('takes its children along when its first process ends', () => {
    const result = settled(started(['sh', '-c', 'sleep 100 & exit 4']));
    expect(ends(result)).toMatchObject({ code: 4 });
    expect(result.state.containers.main).toMatchObject({ processes: {}, exit: { code: 4 } });
  });

  it.each([
    [['pythn', 'app.py'], 'exec: "pythn": executable file not found in $PATH'],
    [['/usr/local/bin/start'], 'exec: "/usr/local/bin/start": stat /usr/local/bin/start: no such file or directory'],
    [['/etc/passwd'], 'exec: "/etc/passwd": permission denied'],
    [['/tmp'], 'exec: "/tmp": is a directory'],
  ])('does not start %j', (argv, why) => {
    const result = startContainer(sandbox(), { name: 'main', argv, env: ENV, cwd: '/', user: { uid: 0, gid: 0 }, image: 'x' }, START, host);
    expect(result).toEqual({
      ok: false,
      error: {
        reason: 'StartError',
        exitCode: 128,
        message: `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${why}: unknown`,
      },
    });
  });

  it('starts scripts by their first line', () => {
    expect(textOf(settled(started(['app', 'x'])).output, 'main', 1)).toBe('app x\n');
  });

  it('is asked by exec', () => {
    const up = settled(started(NGINX)).state;
    expect(run(up, ['hostname'])).toMatchObject({ text: 'box\n', code: 0 });
    expect(run(up, ['sh', '-c', 'exit 7'])).toMatchObject({ code: 7 });
    expect(run(up, ['nope'])).toMatchObject({
      code: 127,
      text: 'failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "nope": executable file not found in $PATH: unknown',
    });
    expect(run(run(up, ['touch', '/tmp/up']).state, ['test', '-f', '/tmp/up'])).toMatchObject({ code: 0 });
    expect(run(up, ['wget', '-qO-', 'localhost'])).toMatchObject({ text: '<h1>Welcome</h1>\n', code: 0 });
    expect(run(up, ['ps'])).toMatchObject({
      text: 'PID   USER     COMMAND\n    1 root     /bin/sh -c echo "nginx/1.25 starting"; trap "exit 0" TERM QUIT; httpd -f -p 80 -h /www & wait\n    7 root     httpd -f -p 80 -h /www\n    8 root     ps\n',
    });
    expect(run(run(up, ['true']).state, ['sh', '-c', 'ps -o pid,ppid,comm,args; true']).text).toContain('   20    14 ps               {ps} sh -c ps -o pid,ppid,comm,args; true\n');
    expect(run(up, ['ps', '-o', 'pid,time'])).toMatchObject({
      code: 1,
      text: "ps: bad -o argument 'time', supported arguments: user,group,comm,args,pid,ppid,pgid,nice,rgroup,ruser,tty,vsz,sid,stat,rss\n",
    });
  });

  it('reads what is typed into it', () => {
    const waiting = settled(started(['sh'], { stdin: true })).state;
    expect(nextWake(waiting, START, host)).toBeUndefined();
    const typed = settled(writeStdin(waiting, 'main', 1, 'echo a\nread x\nfrom input\necho "<$x>"\n', false, START, host));
    expect(textOf(typed.output, 'main', 1)).toBe('a\n<from input>\n');
    expect(ends(settled(writeStdin(typed.state, 'main', 1, 'exit 3\n', true, START, host)))).toMatchObject({ code: 3 });
  });

  it('shares volumes and the network with the others of its pod', () => {
    const mount = { path: '/var/log', from: { volume: 'shared' } };
    const writer = started(['sh', '-c', 'i=0; while true; do i=$((i+1)); echo line $i >> /var/log/app.log; sleep 2; done'], { mounts: [mount] });
    const both = started(['sh', '-c', 'tail -f /var/log/app.log & httpd -p 8080 -h /var/log; wait'], { name: 'shipper', mounts: [mount] }, settled(writer).state);
    const later = advance(both, START + 5000, host);
    expect(textOf(later.output, 'shipper', 1)).toBe('line 1\nline 2\nline 3\n');
    expect(run(later.state, ['wget', '-qO-', 'localhost:8080/app.log'], START + 5000).text).toBe('line 1\nline 2\nline 3\n');
    expect(later.state.volumes.shared).toMatchObject({ entries: { 'app.log': { data: 'line 1\nline 2\nline 3\n' } } });
  });

  it('sees mounted trees and may not write them', () => {
    const up = settled(
      started(['sleep', '9'], {
        mounts: [
          { path: '/etc/conf', from: { tree: 'config' } },
          { path: '/one', from: { tree: 'config' }, subPath: 'my.conf' },
        ],
      }),
    ).state;
    expect(run(up, ['cat', '/etc/conf/my.conf', '/one']).text).toBe('a=1\na=1\n');
    expect(run(up, ['sh', '-c', 'echo x > /etc/conf/my.conf; ls /etc/conf; ls /']).text).toMatch(
      /^sh: can't create \/etc\/conf\/my.conf: Read-only file system\nmy.conf\nbin\n[\s\S]*\none\n/,
    );
  });

  it.each([
    [{ user: { uid: 1000, gid: 3000, groups: [2000] } }, 'id', 'uid=1000 gid=3000 groups=2000,3000\n'],
    [{ user: { uid: 1000, gid: 0 } }, 'touch /newfile', 'touch: /newfile: Permission denied\n'],
    [{ user: { uid: 1000, gid: 0 } }, 'touch /tmp/f; ls -l /tmp/f | cut -c1-31', '-rw-r--r--    1 1000     root  \n'],
    [{ readOnlyRootFilesystem: true }, 'touch /f; echo x > /tmp/f', "touch: /f: Read-only file system\nsh: can't create /tmp/f: Read-only file system\n"],
  ])('keeps to its user and its rights (%j, %s)', (spec, script, expected) => {
    expect(run(settled(started(['sleep', '9'], spec)).state, ['sh', '-c', script]).text).toBe(expected);
  });

  it('writes to the log of its first process through /proc/1/fd/1', () => {
    const begun = exec(settled(started(['sleep', '9'])).state, 'main', ['sh', '-c', 'echo logged > /proc/1/fd/1'], {}, START, host);
    expect(begun.ok && textOf(settled(begun.value.state).output, 'main', 1)).toBe('logged\n');
  });

  it('asks other pods by the host', () => {
    expect(runScript('wget -qO- web; wget -qO- http://10.0.0.8/; wget -qO- nowhere')).toMatchObject({
      stdout: 'hi\n',
      stderr: "wget: can't connect to remote host (10.0.0.8): Connection refused\nwget: bad address 'nowhere'\n",
      took: 4,
    });
  });

  it('answers other pods', () => {
    const up = settled(started(['nc', '-ll', '-p', '6379', '-e', '/bin/cat'])).state;
    expect(connect(up, 6379, 'PING\n', START, host)).toMatchObject({ result: 'reply', reply: 'PING\n' });
    expect(connect(up, 80, 'x', START, host)).toMatchObject({ result: 'refused' });
  });

  it('gives its files', () => {
    const up = settled(
      started(['sh', '-c', 'echo done > /dev/termination-log; echo x > /dev/shm/y; sleep 9'], {
        files: { '/dev/termination-log': '' },
        user: { uid: 1000, gid: 0 },
        readOnlyRootFilesystem: true,
      }),
    );
    expect(readFile(up.state, 'main', '/dev/termination-log', host)).toMatchObject({ data: 'done\n' });
    expect(readFile(up.state, 'main', '/dev/shm/y', host)).toMatchObject({ data: 'x\n' });
    expect(readFile(up.state, 'main', '/nope', host)).toBeUndefined();
  });
});

describe('what cannot be let go on', () => {
  it('a busy loop uses processor time, not ours', () => {
    const result = advance(started(['sh', '-c', 'while :; do :; done']), START + 60_000, host);
    expect(result.exits).toEqual([]);
    expect(nextWake(result.state, START + 60_000, host)).toBeGreaterThan(START + 60_000);
    expect(ends(signal(result.state, 'main', 1, 'KILL', START + 60_000, host))).toMatchObject({ code: 137 });
  });

  it.each([
    ['f() { f | f & }; f', 'fork'],
    ['f() { f; }; f', 'nested too deeply'],
    ['x=a; while :; do x=$x$x; done', ''],
    ['yes | sort', ''],
    ['cat /dev/zero | wc -c', ''],
  ])('%s', (script) => {
    const result = advance(started(['sh', '-c', script]), START + 2000, host);
    expect(JSON.stringify(result.state).length).toBeLessThan(100_000_000);
  });

  it('a container over its memory limit is killed', () => {
    const result = settled(started(['tail', '/dev/zero'], { memoryLimit: 50 << 20 }));
    expect(ends(result)).toMatchObject({ code: 137, oomKilled: true });
    expect(ends(killContainer(settled(started(['sleep', '9'])).state, 'main', { oom: true }, START, host))).toMatchObject({ code: 137, oomKilled: true });
  });

  const small = { memoryLimit: 16 << 20 };
  const inMemory = { mounts: [{ path: '/mem', from: { volume: 'm' }, memory: true }] };
  it.each<[string, string, object, { code: number; text: string; oomKilled?: true }]>([
    ['a shell whose variable grows', 'x=a; while true; do x=$x$x; done', small, { code: 137, text: '', oomKilled: true }],
    ['and without a limit, by the memory of the node', 'x=a; while true; do x=$x$x; done', {}, { code: 137, text: '', oomKilled: true }],
    ['a variable below the limit', 'x=aaaaaaaaaaaaaaaa; for i in 1 2 3 4 5 6 7 8; do x=$x$x$x; done; echo ${#x}', small, { code: 0, text: '104976\n' }],
    ['a substitution without end', 'x=$(cat /dev/zero); echo never', small, { code: 137, text: '', oomKilled: true }],
    [
      'a child alone: the first process goes on, and its end is still told as one for want of memory',
      'tail /dev/zero; echo rc $?',
      small,
      { code: 0, text: 'Killed\nrc 137\n', oomKilled: true },
    ],
    ['a filter that keeps its input', 'dd if=/dev/zero bs=1M count=20 2>/dev/null | sort >/dev/null; echo rc $?', small, { code: 0, text: 'Killed\nrc 137\n', oomKilled: true }],
    ['a buffer', 'dd if=/dev/zero of=/dev/null bs=20M count=1; echo rc $?', small, { code: 0, text: 'Killed\nrc 137\n', oomKilled: true }],
    [
      'files in a volume that is kept in memory',
      'dd if=/dev/zero of=/mem/f bs=1M count=20; echo rc $?',
      { ...small, ...inMemory },
      { code: 0, text: 'Killed\nrc 137\n', oomKilled: true },
    ],
    ['not files on disk', 'dd if=/dev/zero of=/tmp/f bs=1M count=20 2>/dev/null; echo rc $?', small, { code: 0, text: 'rc 0\n' }],
    [
      'a volume in memory that is full',
      "dd if=/dev/zero of=/mem/f bs=1M count=3 2>&1 | grep -o 'No space.*'; wc -c </mem/f",
      { mounts: [{ path: '/mem', from: { volume: 'm' }, memory: true, size: 2 << 20 }] },
      { code: 0, text: 'No space left on device\n2097152\n' },
    ],
  ])('memory: %s', (_title, script, spec, { text, ...end }) => {
    const result = advance(started(['sh', '-c', script], spec), START + 60_000, host);
    expect(textOf(result.output, 'main', 1)).toBe(text);
    expect(ends(result)).toMatchObject(end);
    expect((ends(result) as { oomKilled?: true }).oomKilled).toBe(end.oomKilled);
  });
});
