extension OperatorPage {
  /// The frame of the page; the script fills it.
  static let html = #"""
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Weir</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/ui/page.css">
    <script type="module" src="/ui/page.js"></script>
    </head>
    <body>
    <header>
    <h1>Weir <small id="version"></small></h1>
    <p id="health" class="badge" role="status">…</p>
    <p id="asof"></p>
    </header>
    <form id="login" hidden>
    <label>Admin token <input id="token" type="password" autocomplete="off"></label>
    <button>Use it</button>
    </form>
    <p id="notice" role="alert" hidden></p>
    <ul id="faults" class="faults" hidden></ul>
    <main>
    <section aria-labelledby="h-records">
    <h2 id="h-records">Records</h2>
    <svg id="chart" viewBox="0 0 600 90" preserveAspectRatio="none" role="img" aria-label="Records received per second over the last minutes">
    <polyline id="chart-received" class="received"></polyline>
    <polyline id="chart-quarantined" class="quarantined"></polyline>
    </svg>
    <p class="legend"><span class="received">received</span> <span class="quarantined">quarantined</span> per second, at most <b id="chart-max">0</b></p>
    <dl id="records" class="figures"></dl>
    <p id="equation"></p>
    </section>
    <section aria-labelledby="h-spool">
    <h2 id="h-spool">Spool</h2>
    <meter id="spool-meter" min="0" max="1" low="0.6" high="0.8" optimum="0" value="0"></meter>
    <dl id="spool" class="figures"></dl>
    </section>
    <section aria-labelledby="h-schemas">
    <h2 id="h-schemas">Schemas</h2>
    <table><thead><tr><th>Schema</th><th class="number">Accepted</th><th class="number">Quarantined</th><th class="number">Rejected</th></tr></thead><tbody id="schemas"></tbody></table>
    </section>
    <section aria-labelledby="h-reasons">
    <h2 id="h-reasons">Top reasons</h2>
    <table><thead><tr><th>Schema</th><th>Reason</th><th>Where</th><th class="number">Records</th></tr></thead><tbody id="reasons"></tbody></table>
    </section>
    <section class="wide" aria-labelledby="h-sinks">
    <h2 id="h-sinks">Sinks</h2>
    <table><thead><tr><th>Sink</th><th>Endpoint</th><th>Breaker</th><th class="number">Calls</th><th class="number">Failed</th><th class="number">Delivered</th><th class="number">Parked</th><th>Set breaker</th></tr></thead><tbody id="sinks"></tbody></table>
    </section>
    <section class="wide" aria-labelledby="h-parked">
    <h2 id="h-parked">Parked</h2>
    <form id="parked-filter" class="row">
    <label>Sink <select id="parked-sink"></select></label>
    <label><input id="parked-unknown" type="checkbox"> of unknown outcome only</label>
    <button>Show</button>
    <button id="send-unknown" type="button">Send all of unknown outcome again</button>
    </form>
    <table><thead><tr><th>Received</th><th>Stream</th><th>Event</th><th>Reason</th><th class="number">Attempts</th><th>Next try</th><th></th></tr></thead><tbody id="parked"></tbody></table>
    <p><button id="parked-more" type="button" hidden>More</button></p>
    </section>
    <section class="wide" aria-labelledby="h-quarantine">
    <h2 id="h-quarantine">Quarantine, newest first</h2>
    <form id="filter" class="row">
    <label>Where <input id="where" placeholder="code=schema.required stream=orders" spellcheck="false" autocomplete="off"></label>
    <button>Show</button>
    <button id="replay-all" type="button">Replay all of these</button>
    </form>
    <table><thead><tr><th>Time</th><th>Stream</th><th>Reason</th><th>Where</th><th>Payload</th><th></th></tr></thead><tbody id="quarantine"></tbody></table>
    <p><button id="more" type="button" hidden>More</button></p>
    </section>
    </main>
    </body>
    </html>
    """#
}
