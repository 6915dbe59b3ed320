"use strict";
// Shows what /sandbox/live tells: sessions by id, and the attempts to post events.

const mostRows = 500;
const sessions = new Map();
const element = (id) => document.getElementById(id);
const sessionRows = element("sessions").tBodies[0];
const deliveryRows = element("deliveries").tBodies[0];
let clock = { now: Date.now(), at: performance.now(), speed: 1 };
let deliveries = 0;

// now is the time on the sandbox's clock in milliseconds.
const now = () => clock.now + (performance.now() - clock.at) * clock.speed;

function cell(row, text, className) {
  const td = row.insertCell();
  td.textContent = text;
  if (className) td.className = className;
  return td;
}

const words = (status, info) => (info ? status + " " + info : status);

function showSession(s) {
  const old = sessions.get(s.id);
  const row = old ? old.row : sessionRows.insertRow(0);
  row.replaceChildren();
  row.dataset.id = s.id;
  cell(row, s.id, "id");
  cell(row, s.version);
  cell(row, s.device);
  cell(row, s.profile);
  cell(row, words(s.status, s.info), s.status);
  cell(row, s.seconds + " s");
  const left = cell(row, "");
  const bar = document.createElement("progress");
  const text = document.createElement("span");
  left.append(bar, text);
  sessions.set(s.id, { s, row, bar, text });
  if (sessions.size > mostRows) forget(sessionRows.lastElementChild.dataset.id);
  countDown(sessions.get(s.id));
  counts();
}

function countDown(one) {
  const running = one.s.status === "AVAILABLE";
  one.bar.hidden = !running;
  if (!running) {
    one.text.textContent = "";
    return;
  }
  const left = Math.min(one.s.seconds, Math.max(0, (Date.parse(one.s.ends) - now()) / 1000));
  one.bar.max = one.s.seconds;
  one.bar.value = left;
  one.text.textContent = Math.ceil(left) + " s";
}

function forget(id) {
  const one = sessions.get(id);
  if (!one) return;
  one.row.remove();
  sessions.delete(id);
  counts();
}

function showDelivery(d) {
  const row = deliveryRows.insertRow(0);
  cell(row, new Date(d.time).toLocaleTimeString());
  cell(row, d.session, "id");
  cell(row, words(d.status, d.info), d.status);
  cell(row, d.sink, "sink").title = d.sink;
  cell(row, d.attempt);
  cell(row, d.result, d.result.startsWith("2") ? "good" : "bad");
  if (deliveryRows.rows.length > mostRows) deliveryRows.lastElementChild.remove();
  deliveries++;
  counts();
}

function counts() {
  element("session-count").textContent = sessions.size;
  element("delivery-count").textContent = deliveries;
  element("empty").hidden = sessions.size > 0;
}

// A connection begins with the clock and everything that there is.
function begin(c) {
  clock = { now: Date.parse(c.now), at: performance.now(), speed: c.speed };
  sessions.clear();
  deliveries = 0;
  sessionRows.replaceChildren();
  deliveryRows.replaceChildren();
  counts();
}

function link(on) {
  element("link").textContent = on ? "live" : "not connected";
  element("link").className = on ? "on" : "off";
}

const source = new EventSource("/sandbox/live");
source.onopen = () => link(true);
source.onerror = () => link(false);
source.onmessage = (event) => {
  const m = JSON.parse(event.data);
  if (m.clock) begin(m.clock);
  if (m.session) showSession(m.session);
  if (m.delivery) showDelivery(m.delivery);
  if (m.gone) forget(m.gone);
};

setInterval(() => {
  sessions.forEach(countDown);
  element("clock").textContent = new Date(now()).toLocaleTimeString() + (clock.speed === 1 ? "" : " (" + clock.speed + " times as fast)");
}, 250);
