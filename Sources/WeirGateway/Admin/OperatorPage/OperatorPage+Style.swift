extension OperatorPage {
  static let style = #"""
    :root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d8dee6; --ground: #f5f7fa;
      --card: #fff; --good: #1a7f4b; --bad: #c0362c; --warn: #a86400; --accent: #1f5fbf; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b5; --line: #333c48;
      --ground: #14181e; --card: #1c222a; --good: #4cc38a; --bad: #ff7a6e; --warn: #e0a34a; --accent: #7fb0ff; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
    header { display: flex; gap: 1rem; align-items: baseline; padding: .8rem 1.2rem; background: var(--card);
      border-bottom: 1px solid var(--line); }
    h1 { margin: 0; font-size: 1.25rem; } h1 small { color: var(--soft); font-weight: normal; }
    h2 { margin: 0 0 .6rem; font-size: 1rem; }
    p { margin: .3rem 0; }
    #asof { margin-left: auto; color: var(--soft); }
    .badge { border: 1px solid currentColor; border-radius: 1rem; padding: 0 .7rem; color: var(--soft); }
    .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
    #notice, .faults, #login { margin: 1rem 1.2rem 0; padding: .6rem 1rem; background: var(--card);
      border: 1px solid var(--line); border-left: 4px solid var(--accent); }
    #notice.bad, .faults { border-left-color: var(--bad); }
    .faults { list-style: none; }
    main { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; padding: 1.2rem; }
    section { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: 1rem;
      overflow-x: auto; }
    .wide { grid-column: 1 / -1; }
    svg { width: 100%; height: 90px; background: var(--ground); }
    polyline { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
    polyline.received { stroke: var(--accent); } polyline.quarantined { stroke: var(--bad); }
    .legend { color: var(--soft); font-size: .85rem; }
    .legend .received { color: var(--accent); } .legend .quarantined { color: var(--bad); }
    .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .5rem; margin: .6rem 0 0; }
    .figures div { border-left: 3px solid var(--line); padding-left: .6rem; }
    dt { color: var(--soft); font-size: .85rem; } dd { margin: 0; font-size: 1.15rem; font-variant-numeric: tabular-nums; }
    meter { width: 100%; height: 1.2rem; }
    table { width: 100%; border-collapse: collapse; }
    th { text-align: left; color: var(--soft); font-weight: normal; font-size: .85rem; }
    th, td { padding: .3rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    code, pre { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
    pre { margin: .3rem 0 0; white-space: pre-wrap; max-height: 20rem; overflow: auto; }
    td.payload { max-width: 26rem; } summary { cursor: pointer; }
    button, input, select { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line);
      border-radius: .3rem; padding: .15rem .6rem; }
    button { cursor: pointer; } button:hover { border-color: var(--accent); } button:disabled { opacity: .5; cursor: default; }
    .row { display: flex; gap: .6rem; align-items: end; margin-bottom: .6rem; flex-wrap: wrap; }
    #where { width: 22rem; max-width: 100%; }
    .buttons { display: flex; gap: .3rem; flex-wrap: wrap; }
    .buttons button { font-size: .85rem; }
    @media (max-width: 60rem) { main { grid-template-columns: minmax(0, 1fr); } }
    """#
}
