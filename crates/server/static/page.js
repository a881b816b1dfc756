// What a page gains by a script: a clock that runs, a day that stays true, services that are seen
// as they finish, and buttons that copy. Every page works without it.

const countdown = document.querySelector("[data-countdown]");

function left(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const two = (number) => String(number).padStart(2, "0");
  return hours > 0
    ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}

// Whether the demo lives. The page of one that has ended says so.
async function look() {
  const answer = await fetch("/demo/left", { cache: "no-store" });
  if (!answer.ok) return false;
  const { expires_at: end } = await answer.json();
  if (end && countdown) countdown.dateTime = end;
  if (!end) location.replace("/demo");
  return Boolean(end);
}

if (countdown) {
  // A stream for each of seven tabs would be more than a browser opens to one address, so a
  // tab looks: when it comes to the front, now and then, and at the end.
  let looked = 0;
  const tick = () => {
    const rest = Date.parse(countdown.dateTime) - Date.now();
    countdown.textContent = left(rest);
    countdown.className = rest < countdown.dataset.countdown * 1000 ? "tag bad" : "";
    const due = rest <= 0 ? 1500 : 15000;
    if (!document.hidden && Date.now() - looked > due) {
      looked = Date.now();
      look().catch(() => {});
    }
  };
  looked = Date.now();
  tick();
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", () => {
    looked = 0;
    tick();
  });
}

// What tells a node from those beside it: its kind, and of a line the row that it leads to.
function key(node) {
  const link = node.nodeName === "A" ? node : /^(LI|TR)$/.test(node.nodeName) && node.querySelector("a");
  return `${node.nodeName} ${link ? link.getAttribute("href") : ""}`;
}

// Makes a part of the page what the server now says. What is the same stays the same element, and
// so keeps the focus, what is selected, how far it is scrolled and whether it is open.
function renew(old, now) {
  if (old.isEqualNode(now) || old.nodeName === "FORM") return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = now.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!now.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of now.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const kept = new Set([...now.childNodes].map(key));
  for (const child of [...old.childNodes]) if (!kept.has(key(child))) child.remove();
  let next = old.firstChild;
  for (const child of now.childNodes) {
    if (next && key(next) === key(child)) {
      const same = next;
      next = next.nextSibling;
      renew(same, child);
    } else {
      old.insertBefore(child.cloneNode(true), next);
    }
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

const live = document.querySelector("main[data-live]");
if (live) {
  // As often as what is told in minutes changes, twice.
  const OFTEN = 30000;
  let asked = Date.now();
  const ask = async () => {
    asked = Date.now();
    // A page that is refused would stand on the console.
    if (!(await look())) return;
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("main[data-live]");
    if (now) renew(live, now);
  };
  const renewAfter = (least) => {
    if (!document.hidden && Date.now() - asked >= least) ask().catch(() => {});
  };
  setInterval(() => renewAfter(OFTEN), 1000);
  document.addEventListener("visibilitychange", () => renewAfter(1000));
}

const watched = document.querySelector("[data-progress]")?.dataset.progress;
if (watched) {
  // The browser resumes after a lost connection by itself, with the last event's id.
  const events = new EventSource(`/api/v1/demo-sessions/${watched}/events`);
  events.addEventListener("service", (event) => {
    const done = JSON.parse(event.data);
    const row = document.querySelector(`[data-service="${done.service}"]`);
    if (!row) return;
    const [state, rows, time] = row.querySelectorAll("td");
    state.firstElementChild.textContent = done.status === "completed" ? "✓" : "✗";
    state.firstElementChild.classList.add(done.status === "completed" ? "good" : "bad");
    rows.textContent = done.records_cloned ?? "";
    time.textContent = done.duration_ms?.toFixed(1) ?? "";
  });
  events.addEventListener("state", (event) => {
    if (JSON.parse(event.data).status !== "creating") {
      events.close();
      location.reload();
    }
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const parts = button.dataset.copy.split(" ").map((id) => document.getElementById(id));
    await navigator.clipboard.writeText(parts.map((part) => part.href ?? part.textContent).join("\n"));
    button.textContent = button.dataset.copied;
  });
}
