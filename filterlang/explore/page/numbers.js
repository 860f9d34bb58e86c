// Writes counts, durations, costs and times. Owns the invariant that all times of the page are in UTC.

const WHOLE = new Intl.NumberFormat("en");
const COST = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

export const count = (number) => WHOLE.format(number);
export const runs = (number) => `${count(number)} ${number === 1 ? "run" : "runs"}`;

/** A share in percent, of which nothing and everything are exact. */
export function percent(part, total) {
  if (!part || !total) return "0 %";
  if (part >= total) return "100 %";
  return `${Math.min(99.9, Math.max(0.1, (100 * part) / total)).toFixed(1)} %`;
}

export function seconds(number) {
  if (number < 0.0995) return `${Math.round(number * 1000)} ms`;
  if (number < 100) return `${number.toFixed(2)} s`;
  if (number < 7200) return `${Math.floor(number / 60)} min ${Math.floor(number % 60)} s`;
  return `${Math.floor(number / 3600)} h ${Math.floor((number % 3600) / 60)} min`;
}

export const cost = (number) => `$${COST.format(number)}`;

/** A time of ISO 8601 as `2026-10-05 09:00:03`, shorter by what the unit of a histogram leaves out. */
export function time(iso, unit = "second") {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date
    .toISOString()
    .replace("T", " ")
    .slice(0, { month: 7, day: 10, hour: 16, minute: 16, second: 19 }[unit] ?? 19);
}

/** The time that somebody wrote in UTC, as ISO 8601; null for an empty text, undefined for one that is no time. */
export function written(text) {
  if (!text.trim()) return null;
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ]+(\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?\s*Z?$/.exec(text.trim());
  const date = new Date(parts ? `${parts[1]}T${parts[2] ?? "00:00"}${parts[3] ?? ":00"}Z` : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
