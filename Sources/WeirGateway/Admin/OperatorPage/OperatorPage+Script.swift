extension OperatorPage {
  /// Plain JavaScript. All that comes from outside becomes text nodes, with control characters and those
  /// that change the direction of writing spelled out.
  static let script = #"""
    const $ = (id) => document.getElementById(id);
    const POLL = 2000, KEPT = 150;
    let token = "", last = null, rates = [], shownWhere = "", next = null;

    // --- text only ---------------------------------------------------------------------------------
    const plain = (value) => String(value ?? "").replace(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
      (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));

    function element(name, content, className) {
      const made = document.createElement(name);
      if (className) made.className = className;
      if (content instanceof Node) made.append(content);
      else if (content !== undefined) made.textContent = plain(content);
      return made;
    }

    function row(...cells) {
      const made = document.createElement("tr");
      for (const cell of cells) made.append(cell instanceof Node && cell.tagName === "TD" ? cell : element("td", cell));
      return made;
    }

    const number = (value) => element("td", count(value), "number");
    const count = (value) => Math.round(value ?? 0).toLocaleString("en");
    const percent = (part, whole) => whole ? (100 * part / whole).toFixed(part ? 1 : 0) + " %" : "–";

    function size(bytes) {
      const units = ["B", "KiB", "MiB", "GiB", "TiB"];
      let unit = 0;
      while (bytes >= 1024 && unit < units.length - 1) { bytes /= 1024; unit++; }
      return (unit ? bytes.toFixed(1) : bytes) + " " + units[unit];
    }

    function age(seconds) {
      if (seconds < 60) return seconds.toFixed(seconds < 10 ? 1 : 0) + " s";
      if (seconds < 7200) return Math.round(seconds / 60) + " min";
      return Math.round(seconds / 3600) + " h";
    }

    function figures(id, pairs) {
      $(id).replaceChildren(...pairs.map(([name, value, className]) => {
        const pair = document.createElement("div");
        pair.append(element("dt", name), element("dd", value, className));
        return pair;
      }));
    }

    function fill(id, rows, columns, whenEmpty) {
      if (rows.length) return $(id).replaceChildren(...rows);
      const cell = element("td", whenEmpty);
      cell.colSpan = columns;
      $(id).replaceChildren(row(cell));
    }

    function notice(text, isBad) {
      $("notice").textContent = plain(text);
      $("notice").className = isBad ? "bad" : "";
      $("notice").hidden = !text;
    }

    // --- talking to the gateway --------------------------------------------------------------------
    async function ask(path, body) {
      const headers = { accept: "application/json" };
      if (token) headers.authorization = "Bearer " + token;
      if (body) headers["content-type"] = "application/json";
      const answer = await fetch(path, {
        method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body),
        credentials: "omit", cache: "no-store", redirect: "error",
      });
      if (answer.status === 401) $("login").hidden = false;
      const value = await answer.json().catch(() => ({}));
      if (!answer.ok) {
        throw new Error([answer.status, value.title, value.detail].filter(Boolean).join(": "));
      }
      return value;
    }

    async function act(button, doing) {
      button.disabled = true;
      try { await doing(); } catch (error) { notice(error.message, true); }
      button.disabled = false;
    }

    // --- status ------------------------------------------------------------------------------------
    function showHealth(status) {
      const isReady = status.readiness.status === "pass";
      $("health").textContent = isReady ? "ready" : "not ready";
      $("health").className = "badge " + (isReady ? "good" : "bad");
      const faults = status.readiness.checks.filter((check) => check.status !== "pass")
        .map((check) => `${check.name}: ${check.reason}`)
        .concat(status.alerts.map((alert) => `alert ${alert.alert} is raised for ${alert.schema}`));
      $("faults").replaceChildren(...faults.map((fault) => element("li", fault)));
      $("faults").hidden = !faults.length;
    }

    function noteRates(status, now) {
      if (last) {
        const seconds = Math.max(0.001, (now - last.now) / 1000);
        const rate = (name) => Math.max(0, status.records[name] - last.status.records[name]) / seconds;
        rates.push({ received: rate("received"), quarantined: rate("quarantined") });
        if (rates.length > KEPT) rates.shift();
      }
      last = { status, now };
    }

    function draw() {
      const highest = Math.max(1, ...rates.map((rate) => rate.received));
      for (const name of ["received", "quarantined"]) {
        const points = rates.map((rate, index) =>
          `${(600 * index / (KEPT - 1)).toFixed(1)},${(88 - 86 * rate[name] / highest).toFixed(1)}`);
        $("chart-" + name).setAttribute("points", points.join(" "));
      }
      $("chart-max").textContent = count(highest);
    }

    function showRecords(status) {
      const records = status.records, rate = rates.at(-1);
      const judged = records.accepted + records.quarantined;
      figures("records", [
        ["per second", rate ? count(rate.received) : "…"],
        ["received", count(records.received)], ["accepted", count(records.accepted), "good"],
        ["quarantined", count(records.quarantined), records.quarantined ? "bad" : ""],
        ["rejected", percent(records.quarantined, judged)],
        ["duplicates", count(records.duplicate)],
        ["shed", count(records.shed), records.shed ? "warn" : ""],
        ["in flight", count(records.inflight)],
        ["oldest in flight", age(status.oldest_inflight_seconds)],
      ]);
      const rest = records.received - judged - records.duplicate - records.shed - records.inflight;
      $("equation").textContent = rest === 0 ? "Every record is accounted for."
        : `${count(rest)} records are not accounted for.`;
      $("equation").className = rest === 0 ? "good" : "bad";
    }

    function showSpool(spool) {
      const share = spool.capacity_bytes ? spool.bytes / spool.capacity_bytes : 0;
      $("spool-meter").value = share;
      figures("spool", [
        ["full", percent(spool.bytes, spool.capacity_bytes)],
        ["bytes", `${size(spool.bytes)} of ${size(spool.capacity_bytes)}`],
        ["records", count(spool.records)], ["oldest", age(spool.oldest_seconds)],
      ]);
    }

    const modes = [["force-open", "open"], ["force-closed", "close"], ["metrics-only", "only count"], ["auto", "automatic"]];

    // Made once, since a button that is replaced while it is pressed is never clicked.
    const keptButtons = new Map();

    function breakerButtons(sink, endpoint) {
      const key = JSON.stringify([sink, endpoint.index, endpoint.endpoint]);
      if (!keptButtons.has(key)) keptButtons.set(key, makeBreakerButtons(sink, endpoint));
      return keptButtons.get(key);
    }

    function makeBreakerButtons(sink, endpoint) {
      const buttons = element("div", undefined, "buttons");
      for (const [mode, title] of modes) {
        const button = element("button", title);
        button.title = mode;
        button.addEventListener("click", () => act(button, async () => {
          await ask(`/v1/breakers/${encodeURIComponent(sink)}/${endpoint.index}/${mode}`, {});
          notice(`${sink}: the breaker of ${endpoint.endpoint} is set to ${mode}`);
          await refresh();
        }));
        buttons.append(button);
      }
      return buttons;
    }

    function sinkRows(sink) {
      const state = sink.paused ? element("td", `${sink.sink} (paused: ${sink.paused})`, "warn") : sink.sink;
      const parked = count(sink.parked) + (sink.outcome_unknown ? ` (${count(sink.outcome_unknown)} unknown)` : "");
      const totals = [number(sink.delivered), element("td", parked, "number")];
      if (!sink.endpoints.length) return [row(state, "–", "–", "", "", ...totals, "")];
      return sink.endpoints.map((endpoint, index) => row(
        index ? "" : state, element("code", endpoint.endpoint),
        element("td", endpoint.state.replaceAll("_", " "),
          { closed: "good", open: "bad", forced_open: "bad" }[endpoint.state] ?? "warn"),
        number(endpoint.calls), number(endpoint.failures), ...(index ? ["", ""] : totals),
        breakerButtons(sink.sink, endpoint)));
    }

    function show(status) {
      $("version").textContent = plain(status.version);
      $("asof").textContent = plain(`started ${status.started_at}, as of ${status.time}`);
      showHealth(status);
      showRecords(status);
      showSpool(status.spool);
      draw();
      fill("schemas", status.schemas.map((one) => row(
        one.schema || "(none)", number(one.accepted), number(one.quarantined),
        element("td", percent(one.quarantined, one.accepted + one.quarantined), "number"))), 4, "No record was judged yet.");
      fill("reasons", status.reasons.map((one) => row(
        one.schema || "(none)", element("code", one.code), element("code", one.instance_location || "/"), number(one.count))),
        4, "Nothing was rejected yet.");
      fill("sinks", status.sinks.flatMap(sinkRows), 8, "There are no sinks.");
      nameSinks(status.sinks.map((one) => one.sink));
    }

    async function refresh() {
      const status = await ask("/v1/status");
      noteRates(status, performance.now());
      show(status);
    }

    async function poll() {
      try { await refresh(); } catch (error) {
        $("health").textContent = "no answer";
        $("health").className = "badge bad";
        notice(`The gateway's status could not be read: ${error.message}`, true);
      }
      setTimeout(poll, POLL);
    }

    // --- parked ------------------------------------------------------------------------------------
    let parkedNext = null, shownParked = null;

    // Made anew only when the names change: a list that is open would close.
    function nameSinks(names) {
      const list = $("parked-sink"), shown = [...list.options].map((option) => option.value);
      if (JSON.stringify(shown) === JSON.stringify(names)) return;
      list.replaceChildren(...names.map((name) => {
        const option = element("option", name);
        option.value = name;
        return option;
      }));
    }

    function parkedRow(record) {
      const selection = { sink: shownParked.sink, sequences: [record.sequence] }, cell = element("td");
      const choice = (label, hint, decide) => {
        const button = element("button", label);
        button.title = hint;
        button.addEventListener("click", () => act(button, () => decide(selection)));
        cell.append(button);
      };
      choice("Send again", "The sink does not have it", sendAgain);
      if (!record.due_at) choice("Dismiss", "The sink was found to have it", dismiss);
      return row(record.received_at, record.stream, element("code", record.event_id), element("code", record.code),
        number(record.attempts), record.due_at ?? element("td", "outcome unknown", "warn"), cell);
    }

    async function browseParked(cursor) {
      const query = new URLSearchParams({ limit: "25", sink: shownParked.sink });
      if (shownParked.unknown) query.set("unknown", "true");
      if (cursor !== null) query.set("after", cursor);
      const page = await ask("/v1/parked?" + query);
      const rows = page.records.map(parkedRow);
      parkedNext = page.next ?? null;
      if (cursor === null) fill("parked", rows, 7, "Nothing is parked here.");
      else $("parked").append(...rows);
      $("parked-more").hidden = parkedNext === null;
    }

    async function sendAgain(selection) {
      const result = await ask("/v1/parked/send-again", selection);
      notice(`${selection.sink}: ${count(result.sent_again)} records are sent again`);
      if (shownParked) await browseParked(null);
    }

    async function dismiss(selection) {
      const result = await ask("/v1/parked/dismiss", selection);
      notice(`${selection.sink}: ${count(result.dismissed)} records are dismissed`);
      if (shownParked) await browseParked(null);
    }

    $("parked-filter").addEventListener("submit", (event) => {
      event.preventDefault();
      shownParked = { sink: $("parked-sink").value, unknown: $("parked-unknown").checked };
      act(event.submitter ?? $("parked-more"), () => browseParked(null));
    });
    $("parked-more").addEventListener("click", () => act($("parked-more"), () => browseParked(parkedNext)));
    $("send-unknown").addEventListener("click", () =>
      act($("send-unknown"), () => sendAgain({ sink: $("parked-sink").value, unknown: true })));

    // --- quarantine --------------------------------------------------------------------------------
    function payload(data) {
      const cell = element("td", undefined, "payload"), content = data.payload?.content;
      if (content === undefined) return cell;
      const details = document.createElement("details");
      const isText = data.payload.encoding === "utf8";
      const label = isText ? plain(content).slice(0, 60) : `${data.payload.bytes} bytes, as base64`;
      details.append(element("summary", element("code", label)), element("pre", content));
      const errors = (data.reason.errors ?? []).map((error) => `${error.instance_location || "/"}: ${error.message}`);
      details.append(element("pre", errors.join("\n")));
      cell.append(details);
      return cell;
    }

    function quarantineRow(record) {
      const data = record.data ?? {}, reason = data.reason ?? {};
      const button = element("button", "Replay");
      button.addEventListener("click", () => act(button, () => replay({ ids: [record.id] })));
      return row(record.time, record.subject, element("code", reason.code),
        element("code", reason.errors?.[0]?.instance_location || "/"), payload({ ...data, reason }), element("td", button));
    }

    const conditions = () => shownWhere.split(/\s+/).filter(Boolean);

    async function browse(cursor) {
      const query = new URLSearchParams({ limit: "25", order: "newest" });
      for (const condition of conditions()) query.append("where", condition);
      if (cursor !== null) query.set("after", cursor);
      const page = await ask("/v1/quarantine?" + query);
      const rows = page.records.map(quarantineRow);
      next = page.next ?? null;
      if (cursor === null) fill("quarantine", rows, 6, next === null ? "Nothing is in quarantine here." : "None so far.");
      else $("quarantine").append(...rows);
      $("more").hidden = next === null;
    }

    async function replay(selection) {
      const result = await ask("/v1/quarantine/replay", selection);
      const counts = Object.entries(result).filter(([, value]) => typeof value === "number");
      notice("Replayed. " + counts.map(([name, value]) => `${name.replaceAll("_", " ")}: ${count(value)}`).join(", "));
      await browse(null);
    }

    $("filter").addEventListener("submit", (event) => {
      event.preventDefault();
      shownWhere = $("where").value.trim();
      history.replaceState(null, "", shownWhere ? "#" + encodeURIComponent(shownWhere) : "#");
      act(event.submitter ?? $("more"), () => browse(null));
    });
    $("more").addEventListener("click", () => act($("more"), () => browse(next)));
    // What is replayed is what is shown, not what stands unread in the field.
    $("replay-all").addEventListener("click", () => act($("replay-all"), () => replay({ where: conditions() })));
    $("login").addEventListener("submit", (event) => {
      event.preventDefault();
      token = $("token").value;
      $("token").value = "";
      $("login").hidden = true;
      notice("");
      refresh().then(() => browse(null)).catch((error) => notice(error.message, true));
    });

    try { shownWhere = decodeURIComponent(location.hash.slice(1)); } catch { shownWhere = ""; }
    $("where").value = shownWhere;
    poll();
    browse(null).catch((error) => notice(error.message, true));
    """#
}
