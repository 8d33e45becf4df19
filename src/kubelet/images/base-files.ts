/** The files that every image has: busybox under all its names, and what a small distribution puts beside it. */
import { BUSYBOX, PROGRAM } from '../process/program-file.ts';
import { EMPTY_DIRECTORY, fileOf, put } from '../process/tree.ts';
import type { DirectoryNode } from '../process/types.ts';

/** `busybox --list` of the recorded images. */
const APPLETS =
  `[ [[ acpid adjtimex ar arch arp arping ascii ash awk base64 basename bc blkdiscard blockdev brctl bunzip2 bzcat bzip2 cal cat chgrp chmod chown chroot chvt clear cmp cp cpio crc32
crond crontab cttyhack cut date dc dd deallocvt depmod devmem df diff dirname dmesg dnsdomainname dos2unix dpkg dpkg-deb du dumpkmap dumpleases echo ed egrep env expand expr factor fallocate false
fatattr fdisk fgrep find findfs fold free freeramdisk fsfreeze fstrim ftpget ftpput getopt getty grep groups gunzip gzip halt head hexdump hostid hostname httpd hwclock i2cdetect i2cdump i2cget
i2cset i2ctransfer id ifconfig ifdown ifup init insmod ionice ip ipcalc ipneigh kill killall klogd last less link linux32 linux64 linuxrc ln loadfont loadkmap logger login logname logread losetup ls
lsmod lsscsi lzcat lzma lzop md5sum mdev microcom mim mkdir mkdosfs mke2fs mkfifo mknod mkpasswd mkswap mktemp modinfo modprobe more mount mt mv nameif nc netstat nl nologin nproc nsenter nslookup
nuke od openvt partprobe passwd paste patch pidof ping ping6 pivot_root poweroff printf ps pwd rdate readlink realpath reboot renice reset resume rev rm rmdir rmmod route rpm rpm2cpio run-init
run-parts sed seq setkeycodes setpriv setsid sh sha1sum sha256sum sha3sum sha512sum shred shuf sleep sort ssl_client start-stop-daemon stat strings stty su sulogin svc svok swapoff swapon switch_root
sync sysctl syslogd tac tail tar taskset tc tee telnet telnetd test tftp time timeout top touch tr traceroute traceroute6 true truncate ts tty tunctl ubirename udhcpc udhcpd uevent umount uname
uncompress unexpand uniq unix2dos unlink unlzma unshare unxz unzip uptime usleep uudecode uuencode vconfig vi w watch watchdog wc wget which who whoami xargs xxd xz xzcat yes zcat`.split(
    /\s+/,
  );

function build(): DirectoryNode {
  let root = EMPTY_DIRECTORY;
  for (const folder of ['bin', 'dev', 'etc', 'proc', 'root', 'sys', 'usr/bin', 'var/log', 'www']) root = put(root, folder, EMPTY_DIRECTORY);
  root = put(root, 'tmp', { ...EMPTY_DIRECTORY, mode: 0o1777 });
  root = put(root, 'bin/busybox', { type: 'file', data: BUSYBOX, mode: 0o755 });
  for (const name of APPLETS) root = put(root, `bin/${name}`, { type: 'link', target: 'busybox' });
  root = put(root, 'etc/passwd', fileOf('root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n'));
  root = put(root, 'etc/group', fileOf('root:x:0:\n'));
  return put(root, 'www/index.html', fileOf('<h1>Welcome</h1>\n'));
}

export const BASE_FILES: DirectoryNode = build();

/** The base with an image's own files and programs over it. */
export function withFiles(files: Readonly<Record<string, string>> = {}, programs: readonly string[] = []): DirectoryNode {
  let root = BASE_FILES;
  for (const name of programs) root = put(root, `usr/bin/${name}`, { type: 'file', data: `${PROGRAM}${name}`, mode: 0o755 });
  for (const [path, text] of Object.entries(files)) root = put(root, path, fileOf(text, text.startsWith('#!') ? { mode: 0o755 } : {}));
  return root;
}
