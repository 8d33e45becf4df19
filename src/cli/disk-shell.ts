/** kubectl on this process's own streams and files. */
import fs from 'node:fs';
import path from 'node:path';
import { kindRegistry } from '../cluster/cluster.ts';
import type { Task } from '../engine/client.ts';
import { kubectl } from '../kubectl/kubectl.ts';

const stat = (file: string) => fs.statSync(file, { throwIfNoEntry: false });

export const diskShell = (argv: readonly string[]): Task<number> =>
  kubectl(
    argv,
    {
      stdout: (text) => {
        process.stdout.write(text);
      },
      stderr: (text) => {
        process.stderr.write(text);
      },
      env: process.env,
      forward: () => {
        process.stderr.write('kubetick: these ports are not real: no program can connect to them. In the page, a panel beside the terminal asks them.\n');
        return () => undefined;
      },
      files: {
        kind: (file) => (stat(file)?.isDirectory() ? 'directory' : stat(file) ? 'file' : undefined),
        read: (file) => (stat(file)?.isFile() ? fs.readFileSync(file, 'utf8') : undefined),
        readBytes: (file) => (stat(file)?.isFile() ? fs.readFileSync(file) : undefined),
        write: (file, content) => {
          fs.writeFileSync(file, content);
        },
        list: (folder) =>
          stat(folder)?.isDirectory()
            ? fs
                .readdirSync(folder)
                .sort()
                .map((name) => ({ name, directory: stat(path.join(folder, name))?.isDirectory() ?? false }))
            : undefined,
        remove: (file) => {
          fs.rmSync(file, { force: true });
        },
      },
    },
    { kinds: kindRegistry.kinds },
  );
