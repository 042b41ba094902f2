/** Times, sizes and prices for messages. */

/** "50 ms", "0.4 s", "30 s", "3 min 20 s", "2 h": never 0 for what is above 0. */
export function formatTime(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 95) return `${Math.max(1, Math.round(milliseconds))} ms`;
  if (milliseconds < 9_950) return `${Number((milliseconds / 1_000).toFixed(1))} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const [count, unit, smaller] = seconds < 3_600 ? [seconds, "min", "s"] : [Math.floor(seconds / 60), "h", "min"];
  return `${Math.floor(count / 60)} ${unit}${count % 60 === 0 ? "" : ` ${count % 60} ${smaller}`}`;
}

/** "1.9 MB" */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 999_500 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** "$0.40", "$0.125", "$0.00": at least cents, and not rounded to them, because a limit is compared with the exact price. */
export function formatUsd(usd: number): string {
  if (usd > 0 && usd < 0.01) return `$${usd}`;
  const digits = String(Number(usd.toFixed(4)));
  return `$${/\.\d\d/.test(digits) ? digits : usd.toFixed(2)}`;
}
