/** Formatting and reading of times, in UTC. */

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const two = (value: number): string => String(value).padStart(2, '0');

/** strftime(3). */
export function formatTime(format: string, ms: number): string {
  const date = new Date(ms);
  const [year, month, day, hour, minute, second] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  const dayOfYear = Math.floor((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  return format.replace(/%([-_0]?)([a-zA-Z%])/g, (all, flag: string, letter: string) => {
    const number = (value: number, width = 2): string => (flag === '-' ? String(value) : String(value).padStart(width, flag === '_' ? ' ' : '0'));
    switch (letter) {
      case 'Y':
        return String(year);
      case 'C':
        return two(Math.floor(year / 100));
      case 'y':
        return number(year % 100);
      case 'm':
        return number(month + 1);
      case 'd':
        return number(day);
      case 'e':
        return String(day).padStart(2);
      case 'H':
        return number(hour);
      case 'I':
        return number(hour % 12 || 12);
      case 'M':
        return number(minute);
      case 'S':
        return number(second);
      case 'N':
        return String((ms % 1000) * 1e6).padStart(9, '0');
      case 's':
        return String(Math.floor(ms / 1000));
      case 'j':
        return number(dayOfYear, 3);
      case 'a':
        return DAYS[date.getUTCDay()]!.slice(0, 3);
      case 'A':
        return DAYS[date.getUTCDay()]!;
      case 'b':
      case 'h':
        return MONTHS[month]!.slice(0, 3);
      case 'B':
        return MONTHS[month]!;
      case 'p':
        return hour < 12 ? 'AM' : 'PM';
      case 'P':
        return hour < 12 ? 'am' : 'pm';
      case 'u':
        return String(date.getUTCDay() || 7);
      case 'w':
        return String(date.getUTCDay());
      case 'U':
        return two(Math.floor((dayOfYear + 6 - date.getUTCDay()) / 7));
      case 'V':
        return two(isoWeek(year, month, day));
      case 'Z':
        return 'UTC';
      case 'z':
        return '+0000';
      case 'F':
        return `${year}-${two(month + 1)}-${two(day)}`;
      case 'D':
        return `${two(month + 1)}/${two(day)}/${two(year % 100)}`;
      case 'T':
      case 'X':
        return `${two(hour)}:${two(minute)}:${two(second)}`;
      case 'R':
        return `${two(hour)}:${two(minute)}`;
      case 'r':
        return `${two(hour % 12 || 12)}:${two(minute)}:${two(second)} ${hour < 12 ? 'AM' : 'PM'}`;
      case 'x':
        return `${two(month + 1)}/${two(day)}/${two(year % 100)}`;
      case 'c':
        return formatTime('%a %b %e %H:%M:%S %Y', ms);
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case '%':
        return '%';
      default:
        return all;
    }
  });
}

function isoWeek(year: number, month: number, day: number): number {
  const date = new Date(Date.UTC(year, month, day));
  const weekday = date.getUTCDay() || 7;
  const thursday = Date.UTC(year, month, day + 4 - weekday);
  return Math.floor((thursday - Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1)) / 604_800_000) + 1;
}

/** `date -d`: `@seconds`, `YYYY-MM-DD[ hh:mm[:ss]]`, `hh:mm[:ss]`. */
export function parseTime(text: string, now: number): number | undefined {
  const epoch = /^@(-?\d+)$/.exec(text);
  if (epoch !== null) return Number(epoch[1]) * 1000;
  const full = /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d))?Z?)?$/.exec(text);
  if (full !== null) return Date.UTC(Number(full[1]), Number(full[2]) - 1, Number(full[3]), Number(full[4] ?? 0), Number(full[5] ?? 0), Number(full[6] ?? 0));
  const clock = /^(\d\d?):(\d\d)(?::(\d\d))?$/.exec(text);
  if (clock !== null) return Math.floor(now / 86_400_000) * 86_400_000 + Number(clock[1]) * 3_600_000 + Number(clock[2]) * 60_000 + Number(clock[3] ?? 0) * 1000;
  return undefined;
}
