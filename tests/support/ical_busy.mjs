// When calendars say that somebody is busy, as ical.js (Thunderbird's) reads them. From standard input a JSON list of
// {text, start, end} with the VTIMEZONEs of the hub and of others by their names; to standard output a list of {busy} or {error}.
import { readFileSync } from "node:fs";
import ICAL from "../../node_modules/ical.js/dist/ical.js";

const MOST = 20000;
const { zone, zones, files } = JSON.parse(readFileSync(0, "utf8"));
const hub = new ICAL.Timezone(new ICAL.Component(ICAL.parse(zone)));

const seconds = (time) => {
  if (!time.isDate && time.zone !== ICAL.Timezone.localTimezone) return time.toUnixTime();
  const local = time.clone();
  local.isDate = false;
  local.zone = hub;
  return local.toUnixTime();
};

const isBusy = (component) =>
  component.getFirstPropertyValue("transp") !== "TRANSPARENT" &&
  component.getFirstPropertyValue("status") !== "CANCELLED" &&
  component.getFirstPropertyValue("x-microsoft-cdo-busystatus") !== "FREE";

const add = (found, item, span) => {
  const [start, end] = [seconds(item.startDate), seconds(item.endDate)];
  if (start < end && start < span.end && end > span.start) found.push([start, end]);
};

const series = (event, span, found) => {
  if (!event.isRecurring()) {
    if (isBusy(event.component)) add(found, event, span);
    return;
  }
  const iterator = event.iterator();
  for (let next = iterator.next(), n = 0; next; next = iterator.next(), n++) {
    if (n > MOST) throw new Error("too many");
    if (seconds(next) > span.end + 90 * 86400) break;
    const details = event.getOccurrenceDetails(next);
    if (isBusy(details.item.component)) add(found, details, span);
  }
};

const events = (calendar, span, found) => {
  const all = calendar.getAllSubcomponents("vevent").filter((one) => one.getFirstPropertyValue("dtstart"));
  const masters = all.filter((one) => !one.hasProperty("recurrence-id"));
  const others = all.filter((one) => one.hasProperty("recurrence-id"));
  const known = new Set();
  for (const component of masters) {
    const uid = component.getFirstPropertyValue("uid");
    const exceptions = others.filter((one) => uid && one.getFirstPropertyValue("uid") === uid);
    for (const one of exceptions) known.add(one);
    series(new ICAL.Event(component, { exceptions, strictExceptions: false }), span, found);
  }
  for (const one of others) {
    if (known.has(one) || !isBusy(one)) continue;
    add(found, new ICAL.Event(one), span);
  }
};

const lists = (calendar, span, found) => {
  for (const list of calendar.getAllSubcomponents("vfreebusy"))
    for (const property of list.getAllProperties("freebusy")) {
      if (property.getParameter("fbtype") === "FREE") continue;
      for (const period of property.getValues()) {
        const item = { startDate: period.start, endDate: period.getEnd() };
        add(found, item, span);
      }
    }
};

const read = ({ text, start, end }) => {
  ICAL.TimezoneService.reset();
  for (const [name, one] of Object.entries(zones))
    ICAL.TimezoneService.register(new ICAL.Timezone(new ICAL.Component(ICAL.parse(one))), name);
  const parsed = ICAL.parse(text);
  const found = [];
  for (const one of Array.isArray(parsed[0]) ? parsed : [parsed]) {
    const calendar = new ICAL.Component(one);
    if (calendar.name === "vevent") throw new Error("no calendar");
    for (const each of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(each);
    if (calendar.getFirstPropertyValue("method") === "CANCEL") continue;
    events(calendar, { start, end }, found);
    lists(calendar, { start, end }, found);
  }
  return found;
};

const answers = files.map((file) => {
  try {
    return { busy: read(file) };
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
});
process.stdout.write(JSON.stringify(answers));
