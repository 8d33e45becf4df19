/** Why a system call failed, and the C library's text for it. */
const TEXT = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EROFS: 'Read-only file system',
  ENOTEMPTY: 'Directory not empty',
  EINVAL: 'Invalid argument',
  ELOOP: 'Symbolic link loop',
  ENOSPC: 'No space left on device',
  EPERM: 'Operation not permitted',
  EBADF: 'Bad file descriptor',
  EBUSY: 'Resource busy',
  EXDEV: 'Cross-device link',
  ENAMETOOLONG: 'File name too long',
  ESRCH: 'No such process',
  EADDRINUSE: 'Address already in use',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTUNREACH: 'No route to host',
  ETIMEDOUT: 'Connection timed out',
} as const;

export type Errno = keyof typeof TEXT;
export const errorText = (errno: Errno): string => TEXT[errno];
