// Reads {texts, from, to} (UTC) from standard input; writes for each text when opening_hours.js finds it open, or null.
import { readFileSync } from "node:fs";
import OpeningHours from "../../node_modules/opening_hours/build/opening_hours.esm.mjs";

const { texts, from, to } = JSON.parse(readFileSync(0, "utf8"));
const place = { lat: 52.1, lon: 9.36, address: { country_code: "de", state: "Niedersachsen" } };
const open = (text) => {
  try {
    const found = new OpeningHours(text, place).getOpenIntervals(new Date(from), new Date(to));
    return found
      .filter(([, , isUnknown]) => !isUnknown)
      .map(([start, end]) => [start.getTime() / 60000, end.getTime() / 60000]);
  } catch {
    return null;
  }
};
process.stdout.write(JSON.stringify(texts.map(open)));
