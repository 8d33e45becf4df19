/** The program `sh`: its command line, and its turns. */
import type { ContainerRun, Proc } from '../container-run.ts';
import type { Kernel, Step } from '../kernel.ts';
import { errorText, SystemCalls } from '../system-calls.ts';
import { execute } from './execute.ts';
import { newFrame, newMemo, resume, suspend, type ShellMemo } from './memo.ts';
import { Shell } from './shell.ts';

/** The program `sh`. */
export function sh(kernel: Kernel, container: ContainerRun, proc: Proc): Step {
  const system = new SystemCalls(kernel, container, proc);
  const memo = proc.memo === undefined ? startMemo(system) : resume(proc.memo);
  if ('exit' in memo) return memo;
  const { argv } = proc;
  const step = new Shell(system, memo, execute).turn();
  // It has become another program.
  if (proc.argv !== argv) return { again: true };
  const kept = suspend(memo);
  // Whoever started a session may want to know what its shell leaves behind.
  if ('exit' in step && proc.leader) proc.memo = kept;
  return 'exit' in step ? step : { ...step, memo: kept };
}

function startMemo(system: SystemCalls): ShellMemo | { exit: number } {
  const args = [...system.args];
  let options = '';
  let command = false;
  let stdin = false;
  while (args[0] !== undefined && /^[-+]./.test(args[0])) {
    const arg = args.shift()!;
    if (arg === '--') break;
    if (arg === '-o' || arg === '+o') {
      const name = args.shift() ?? '';
      if (arg === '-o' && name === 'pipefail') options += 'p';
      continue;
    }
    for (const flag of arg.slice(1)) {
      if (flag === 'c') command = true;
      else if (flag === 's') stdin = true;
      else if ('abefhiklmnuvxC'.includes(flag)) {
        if (arg.startsWith('-')) options += flag;
      } else if (flag !== 'l') {
        system.warn(`${arg.startsWith('-') ? 'invalid' : 'illegal'} option -- '${flag}'`);
        return { exit: 2 };
      }
    }
  }
  const base = { options, pid: system.proc.pid, arg0: system.proc.argv[0] ?? 'sh' };
  if (command) {
    const text = args.shift();
    if (text === undefined) {
      system.warn(system.gnu ? '0: -c requires an argument' : "option requires an argument -- 'c'");
      return { exit: 2 };
    }
    return newMemo([newFrame('main', text, true, 0)], { ...base, options: `c${options}`, arg0: args[0] ?? base.arg0, parameters: args.slice(1) });
  }
  const script = stdin ? undefined : args.shift();
  if (script === undefined) return newMemo([newFrame('input', '', false, 0)], { ...base, parameters: args });
  const file = script.includes('/') || system.files.exists(script) ? script : system.lookUp(script);
  const text = typeof file === 'string' ? system.files.read(file) : file.ok ? system.files.read(file.value) : undefined;
  if (text === undefined || !text.ok) {
    system.write(
      2,
      system.gnu
        ? `${system.name}: 0: cannot open ${script}: No such file\n`
        : `${system.name}: can't open '${script}': ${errorText(text === undefined || text.ok ? 'ENOENT' : text.error)}\n`,
    );
    return { exit: 2 };
  }
  return newMemo([newFrame('main', text.value, false, 0, { file: script })], { ...base, arg0: script, parameters: args });
}
