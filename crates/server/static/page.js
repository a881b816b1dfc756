// What a page gains by a script: a clock that runs, services that are seen as they finish, and
// buttons that copy. Every page works without it.

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

// The page of a demo that has ended says so.
async function look() {
  const answer = await fetch("/demo/left", { cache: "no-store" });
  if (!answer.ok) return;
  const { expires_at: end } = await answer.json();
  if (end) countdown.dateTime = end;
  else location.replace("/demo");
}

if (countdown) {
  // A stream for each of seven tabs would be more than a browser opens to one address, so a
  // tab looks: when it comes to the front, now and then, and at the end.
  let looked = 0;
  const tick = () => {
    const rest = Date.parse(countdown.dateTime) - Date.now();
    countdown.textContent = left(rest);
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
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
  });
}
