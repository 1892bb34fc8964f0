/* The report's script. Written for newsmend; MIT. What comes from articles goes into the page as text, never as markup. */
"use strict";
(() => {
const PAGE = 50;
const MANY = 12;
const OUTCOMES = ["applied", "suggested", "flagged"];
const FIELDS = ["n", "outcome", "rule", "at", "before", "after", "origin", "place", "confidence", "reason", "evidence"];
const SVG = "http://www.w3.org/2000/svg";

const main = document.getElementById("main");
const said = document.getElementById("said");
const blocks = [...document.querySelectorAll("script.facts")];
const articles = blocks.map((block, index) => {
  const facts = JSON.parse(block.textContent);
  const counts = [0, 0, 0];
  for (const found of Object.values(facts.rules)) found.forEach((count, i) => { counts[i] += count; });
  return { ...facts, index, counts, detail: block.nextElementSibling,
    search: `${facts.doc}\n${facts.title}\n${Object.keys(facts.rules).join("\n")}`.toLowerCase() };
});
const { totals, failures, duplicates } = JSON.parse(document.querySelector("script.totals").textContent);

/* Making elements */

function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

const button = (label, onclick, attributes = {}) => make("button", { type: "button", onclick, ...attributes }, label);
const bdi = text => make("bdi", {}, text);
const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
const say = text => { said.textContent = text; };

/* Decisions: kept in the browser under a key made of what the run wrote */

function fingerprint() {
  let hash = 0x811c9dc5;
  for (const { doc, sha256, counts } of articles) {
    for (const letter of `${doc}\t${sha256}\t${counts}\n`) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
  }
  return `${articles.length}-${(hash >>> 0).toString(16)}`;
}

const KEY = `newsmend decisions ${fingerprint()}`;
const KEYS_OFF = "newsmend keys off";
const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); return true; } catch { return false; } },
};
const decisions = new Map(Object.entries(JSON.parse(store.get(KEY) || "{}")));
let keysOn = store.get(KEYS_OFF) !== "1";

const decided = (article, n) => (decisions.get(article.doc) || {})[n] || "";
const open = article => article.counts[1] - Object.values(decisions.get(article.doc) || {}).filter(d => d[1] === "s").length;

function decide(article, edit, choice) {
  const own = decisions.get(article.doc) || {};
  // The second letter remembers that it was about a suggestion, so that the list can count what is left.
  if (choice) own[edit.n] = choice + (edit.outcome === "suggested" ? "s" : "-");
  else delete own[edit.n];
  if (Object.keys(own).length) decisions.set(article.doc, own);
  else decisions.delete(article.doc);
  if (!store.set(KEY, JSON.stringify(Object.fromEntries(decisions)))) {
    say("This browser keeps nothing for this page: export your decisions before you close it.");
  }
  drawActions();
}

const chosen = (article, n) => ({ a: "accept", r: "reject" })[decided(article, n)[0]] || "";

function exported() {
  const made = [];
  for (const article of articles) {
    if (!decisions.has(article.doc)) continue;
    for (const edit of read(article).edits) {
      const decision = chosen(article, edit.n);
      const { n, rule, before, after } = edit;
      if (decision) made.push({ doc: article.doc, sha256: article.sha256, n, rule, before, after, decision });
    }
  }
  return { version: 1, decisions: made };
}

function save() {
  const data = exported();
  const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 1) + "\n"], { type: "application/json" }));
  make("a", { href: url, download: "decisions.json" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  say(`${count(data.decisions.length, "decision")} exported. Apply with: newsmend apply DIR decisions.json`);
}

function drawActions() {
  const many = [...decisions.values()].reduce((sum, own) => sum + Object.keys(own).length, 0);
  document.getElementById("actions").replaceChildren(
    make("span", { class: "soft" }, count(many, "decision")),
    button("Export decisions.json", save, { id: "export", disabled: !many }));
}

/* Overview */

function bars(title, rows, { unit = "", name = "what", onpick = null, note = "" } = {}) {
  const most = Math.max(...rows.map(row => row[1]), 1);
  const row = ([label, value]) => {
    const bar = document.createElementNS(SVG, "svg");
    bar.setAttribute("viewBox", "0 0 100 10");
    bar.setAttribute("preserveAspectRatio", "none");
    bar.setAttribute("aria-hidden", "true");
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("width", Math.max(100 * value / most, value ? 0.8 : 0));
    rect.setAttribute("height", "10");
    bar.append(rect);
    const shown = onpick ? button(label, () => onpick(label), { class: "link", title: `Show articles with ${label}` }) : label;
    return make("tr", {}, make("th", { scope: "row" }, shown), make("td", { class: "n" }, value.toLocaleString("en")),
      make("td", { class: "bar" }, bar));
  };
  const body = make("tbody", {}, ...rows.slice(0, MANY).map(row));
  const table = make("table", { class: "chart" }, make("caption", {}, title),
    make("thead", { class: "hidden" }, make("tr", {}, make("th", { scope: "col" }, name),
      make("th", { scope: "col" }, unit || "count"), make("td", {}))), body);
  const figure = make("div", { class: "card" }, table);
  if (note) figure.append(make("p", { class: "soft" }, note));
  if (rows.length > MANY) {
    const more = button(`Show all ${rows.length}`, () => { body.append(...rows.slice(MANY).map(row)); more.remove(); });
    figure.append(more);
  }
  return figure;
}

const ranked = counts => Object.entries(counts).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
const sum = counts => Object.values(counts).reduce((all, value) => all + value, 0);
const share = article => article.words[0] ? 1000 * article.counts[0] / article.words[0] : 0;

function outliers() {
  const lists = [
    ["Lost most of their words", a => a.loss, value => `${value}%`],
    ["Most edits per 1,000 words", share, value => value.toFixed(1)],
    ["Most left to you (suggestions and flags)", a => a.counts[1] + a.counts[2], value => value],
    ["Highest spin score", a => a.spin || 0, value => value.toFixed(2)],
  ];
  return lists.map(([title, value, shown]) => {
    const top = articles.filter(article => value(article) > 0).sort((a, b) => value(b) - value(a) || a.index - b.index);
    if (!top.length) return null;
    const items = top.slice(0, 5).map(article => make("li", {}, link(article), " ",
      make("span", { class: "soft" }, shown(value(article)))));
    return make("div", { class: "card" }, make("h3", {}, title), make("ol", {}, ...items));
  });
}

function spins() {
  const scored = articles.filter(article => typeof article.spin === "number");
  if (!scored.length) return null;
  const bins = Array.from({ length: 10 }, (_, i) => [`${(i / 10).toFixed(1)} to ${((i + 1) / 10).toFixed(1)}`, 0]);
  for (const { spin } of scored) bins[Math.max(0, Math.min(9, Math.floor(spin * 10)))][1] += 1;
  return bars("Documents by spin score", bins, { name: "score", unit: "documents" });
}

function overview() {
  const lost = {};
  for (const { dropped } of articles) {
    for (const [reason, words] of Object.entries(dropped)) lost[reason] = (lost[reason] || 0) + words;
  }
  const tile = (value, label) => make("div", { class: "tile" }, make("dt", {}, label), make("dd", {}, value));
  const number = value => value.toLocaleString("en");
  const pick = rule => { Object.assign(view, { rule, page: 0 }); drawList(); document.getElementById("list").scrollIntoView(); };
  const safety = [["applied (safe to fix)", sum(totals.applied)], ["suggested", sum(totals.suggested)],
    ["flagged", sum(totals.flagged)]];
  const parts = [
    make("h2", { id: "overview" }, "Overview"),
    make("dl", { class: "tiles" }, tile(number(sum(totals.documents)), "articles"),
      ...Object.entries(totals.documents).map(([name, many]) => tile(number(many), name)),
      tile(number(totals.words_in), "words in"), tile(number(totals.words_out), "words out")),
  ];
  const cards = [bars("Edits by safety", safety, { name: "outcome" })];
  for (const [key, title] of [["applied", "Edits applied, by rule"], ["suggested", "Suggestions, by rule"],
    ["flagged", "Flags, by rule"]]) {
    if (sum(totals[key])) cards.push(bars(title, ranked(totals[key]), { name: "rule", onpick: pick }));
  }
  if (sum(lost)) cards.push(bars("Dropped words, by family", ranked(lost), { name: "family", unit: "words" }));
  cards.push(spins(), ...outliers());
  parts.push(make("div", { class: "cards" }, ...cards));
  parts.push(listed("Set aside", failures, ["document", "reason"]));
  const found = sum(totals.duplicates);
  if (found) {
    const kinds = Object.entries(totals.duplicates).map(([kind, many]) => `${many} ${kind}`).join(", ");
    const more = duplicates.length < found ? `; the first ${duplicates.length}` : "";
    const rows = duplicates.map(([doc, original, likeness]) => [doc, original, likeness.toFixed(2)]);
    parts.push(listed(`Duplicates: ${found} (${kinds}${more})`, rows, ["document", "repeats", "likeness"]));
  }
  return make("section", { "aria-labelledby": "overview" }, ...parts);
}

function listed(title, rows, header) {
  if (!rows.length) return null;
  return make("details", { class: "card", open: rows.length <= 20 }, make("summary", {}, title), make("table", {},
    make("thead", {}, make("tr", {}, ...header.map(name => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...rows.map(row => make("tr", {}, ...row.map(cell => make("td", {}, bdi(cell))))))));
}

/* The list of articles */

const view = { words: "", rule: "", state: "", sort: "index", down: false, page: 0 };
const STATES = {
  "": ["All articles", () => true],
  open: ["With open suggestions", article => open(article) > 0],
  suggested: ["With suggestions", article => article.counts[1] > 0],
  flagged: ["With flags", article => article.counts[2] > 0],
  cleaned: ["Cleaned", article => article.status === "cleaned"],
  unchanged: ["Unchanged", article => article.status === "unchanged"],
  skipped: ["Skipped", article => article.status === "skipped"],
};
const COLUMNS = [
  ["doc", "Article", article => article.doc, link],
  ["status", "Status", article => article.status, article => article.status],
  ["applied", "Applied", article => article.counts[0], article => article.counts[0]],
  ["suggested", "Suggested", article => article.counts[1],
    article => article.counts[1] ? `${article.counts[1]} (${open(article)} open)` : 0],
  ["flagged", "Flagged", article => article.counts[2], article => article.counts[2]],
  ["loss", "Words lost", article => article.loss, article => `${article.loss}%`],
];
if (articles.some(article => typeof article.spin === "number")) {
  COLUMNS.push(["spin", "Spin", article => article.spin ?? -1, article => article.spin?.toFixed(2) ?? "–"]);
}

function link(article) {
  const made = make("a", { href: `#/${article.index + 1}` }, bdi(article.title || article.doc));
  return article.title ? make("span", {}, made, " ", make("small", { class: "soft" }, bdi(article.doc))) : made;
}

function matching() {
  const words = view.words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = articles.filter(article => STATES[view.state][1](article) && (!view.rule || view.rule in article.rules)
    && words.every(word => article.search.includes(word)));
  const column = COLUMNS.find(([key]) => key === view.sort);
  if (column) {
    const turn = view.down ? -1 : 1;
    const value = column[2];
    found.sort((a, b) => turn * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) || a.index - b.index);
  }
  return found;
}

function field(label, control) {
  return make("label", {}, make("span", {}, label), control);
}

function select(choices, value, onchange, attributes = {}) {
  const made = make("select", { onchange: event => onchange(event.target.value), ...attributes },
    ...choices.map(([key, label]) => make("option", { value: key }, label)));
  made.value = value;
  return made;
}

function listSection() {
  const change = values => { Object.assign(view, { page: 0, ...values }); drawList(); };
  const rules = [...new Set(articles.flatMap(article => Object.keys(article.rules)))].sort();
  return make("section", { "aria-labelledby": "list" },
    make("h2", { id: "list" }, "Articles"),
    make("div", { class: "filters" },
      field("Search title, file or rule", make("input", { type: "search", id: "search", value: view.words,
        oninput: event => change({ words: event.target.value }) })),
      field("Rule", select([["", "Any rule"], ...rules.map(rule => [rule, rule])], view.rule,
        rule => change({ rule }), { id: "rule" })),
      field("Show", select(Object.entries(STATES).map(([key, [label]]) => [key, label]), view.state,
        state => change({ state }), { id: "state" }))),
    make("div", { id: "rows" }));
}

function drawList() {
  const found = matching();
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  view.page = Math.max(0, Math.min(view.page, pages - 1));
  const shown = found.slice(view.page * PAGE, (view.page + 1) * PAGE);
  document.getElementById("rule").value = view.rule;
  const header = COLUMNS.map(([key, label]) => {
    const sorted = view.sort === key ? (view.down ? "descending" : "ascending") : "none";
    const mark = { ascending: " ▲", descending: " ▼", none: "" }[sorted];
    return make("th", { scope: "col", "aria-sort": sorted }, button(label + mark, () => {
      const down = view.sort === key ? !view.down : key !== "doc" && key !== "status";
      Object.assign(view, { sort: key, down, page: 0 });
      drawList();
      document.querySelector(`[data-sort="${key}"]`).focus();
    }, { class: "link", "data-sort": key }));
  });
  const rows = shown.map(article => make("tr", {}, ...COLUMNS.map(([key, label, , cell], i) => make(i ? "td" : "th",
    i ? { "data-label": label, class: key === "status" ? false : "n" } : { scope: "row" }, cell(article)))));
  const range = found.length ? `${view.page * PAGE + 1} to ${view.page * PAGE + shown.length} of ` : "";
  const turn = step => { view.page += step; drawList(); document.getElementById("list").scrollIntoView(); };
  const place = document.getElementById("rows");
  place.replaceChildren(
    make("p", { class: "soft", id: "found" }, `${range}${count(found.length, "article")}`),
    make("table", { class: "articles" }, make("thead", {}, make("tr", {}, ...header)), make("tbody", {}, ...rows)));
  if (pages > 1) {
    place.append(make("nav", { class: "pages", "aria-label": "Pages of the list" },
      button("Previous page", () => turn(-1), { disabled: view.page === 0 }), `Page ${view.page + 1} of ${pages}`,
      button("Next page", () => turn(1), { disabled: view.page === pages - 1 })));
  }
  say(count(found.length, "article"));
}

function drawHome() {
  document.title = "newsmend report";
  leave();
  main.replaceChildren(overview(), listSection());
  drawList();
}

/* One article */

function read(article) {
  const data = JSON.parse(article.detail.textContent) || { text: "", dropped: [], edits: [], full: true };
  const edits = data.edits.map(row => Object.fromEntries(FIELDS.map((name, i) => [name, row[i]])));
  return { ...data, edits };
}

/* The clean text is what the applied edits make of the original, in their order. Offsets are code points. */
function replay(original, edits) {
  let text = original;
  for (const { outcome, at, before, after } of edits) {
    if (outcome === "applied") text = text.slice(0, at).concat([...after], text.slice(at + [...before].length));
  }
  return text;
}

let current = null;  // the open article: facts, its edits in order of place, the one chosen
const SIGNS = { applied: "", suggested: "?", flagged: "!" };

function shownText(text) {
  return text.replace(/\n/g, "⏎\n");
}

function side(chars, marks, drops, clean) {
  const cuts = [...new Set([0, chars.length, ...marks.flatMap(mark => mark.span), ...drops.map(drop => drop[0])])]
    .filter(cut => cut <= chars.length).sort((a, b) => a - b);
  const covering = marks.filter(mark => mark.span[0] < mark.span[1]);
  const points = grouped(marks.filter(mark => mark.span[0] === mark.span[1]), mark => mark.span[0]);
  const blocks = grouped(drops, drop => drop[0]);
  const seen = new Set();
  const made = [];
  let next = 0;
  let live = [];
  cuts.forEach((cut, i) => {
    for (const drop of blocks.get(cut) || []) made.push(dropped(drop));
    for (const mark of points.get(cut) || []) made.push(marked("", [mark], seen, clean));
    const end = cuts[i + 1] ?? chars.length;
    live = live.filter(mark => mark.span[1] > cut);
    while (next < covering.length && covering[next].span[0] <= cut) live.push(covering[next++]);
    if (end === cut) return;
    const text = chars.slice(cut, end).join("");
    made.push(live.length ? marked(text, live, seen, clean) : text);
  });
  return make("div", { class: "text" }, ...made);
}

function grouped(items, key) {
  const made = new Map();
  for (const item of items) made.set(key(item), [...(made.get(key(item)) || []), item]);
  return made;
}

function dropped([, reason, text]) {
  const words = text.split(/\s+/).length;
  return make("details", { class: "dropped" }, make("summary", {}, `dropped: ${reason} (${count(words, "word")})`),
    make("div", {}, text));
}

function marked(text, live, seen, clean) {
  const mark = [...live].sort((a, b) => OUTCOMES.indexOf(a.edit.outcome) - OUTCOMES.indexOf(b.edit.outcome))[0];
  const { edit } = mark;
  const first = !seen.has(edit.n);
  seen.add(edit.n);
  const choice = chosen(current.article, edit.n);
  let shown = text;
  if (clean && edit.outcome === "applied" && choice === "reject") shown = first ? edit.before : "";
  if (clean && edit.outcome === "suggested" && choice === "accept") shown = first ? edit.after : "";
  const sign = { accept: "✓", reject: "✗" }[choice] || SIGNS[edit.outcome];
  const label = `${shown || "nothing"}: edit ${edit.number}, ${edit.outcome}${choice ? `, you ${choice}` : ""}, ${edit.rule}`;
  const made = make("mark", { class: `${edit.outcome} ${choice}`, "data-n": live.map(m => m.edit.n).join(" "),
    title: `${edit.number}. ${edit.outcome}: ${edit.rule}. ${edit.reason}`,
    onclick: () => choose(edit, true), onmouseenter: () => preview(edit), onmouseleave: () => preview(null) },
    shown ? shownText(shown) : "‸");
  if (first && clean) {
    made.setAttribute("tabindex", "0");
    made.setAttribute("role", "button");
    made.setAttribute("aria-label", label);
    made.addEventListener("focus", () => choose(edit, false));
    made.addEventListener("keydown", event => { if (event.key === "Enter") choose(edit, true); });
  }
  if (first) {
    // The number stays on the line of the letter before it.
    const letters = [...made.textContent];
    made.replaceChildren(letters.slice(0, -1).join(""), make("span", { class: "join" }, letters.at(-1),
      make("sup", { "aria-hidden": "true" }, `${edit.number}${sign}`)));
  }
  return made;
}

function drawArticle(index) {
  const article = articles[index];
  const data = read(article);
  const original = [...data.text];
  const clean = replay(original, data.edits);
  const edits = data.edits.filter(edit => OUTCOMES.includes(edit.outcome))
    .sort((a, b) => a.origin[0] - b.origin[0] || a.origin[1] - b.origin[1] || a.n - b.n);
  edits.forEach((edit, i) => { edit.number = i + 1; });
  current = { article, data, original, clean, edits, at: -1 };
  document.title = `${article.title || article.doc} – newsmend report`;
  const step = by => { location.hash = `#/${index + 1 + by}`; };
  const facts = [article.status, article.reason, `${count(article.words[0], "word")} in`, `${count(article.words[1], "word")} out`,
    data.dropped.length ? `${count(data.dropped.length, "block")} dropped, ${article.loss}% of words` : "",
    typeof article.spin === "number" ? `spin ${article.spin.toFixed(2)}` : ""].filter(Boolean).join(" · ");
  const shown = matchMedia("(max-width: 50rem)").matches ? "clean" : "both";
  const sides = make("div", { id: "sides", "data-view": shown });
  main.replaceChildren(make("article", { "aria-labelledby": "title" },
    make("nav", { class: "steps", "aria-label": "Articles" },
      make("a", { href: "#/" }, "All articles"),
      button("Previous article", () => step(-1), { disabled: index === 0 }),
      button("Next article", () => step(1), { disabled: index === articles.length - 1 })),
    make("h2", { id: "title", tabindex: "-1" }, bdi(article.title || article.doc)),
    make("p", { class: "soft" }, bdi(article.doc), ` · ${facts}`),
    make("div", { class: "filters" },
      field("Columns", select([["both", "Original and clean"], ["clean", "Clean text"], ["before", "Original"]], shown,
        value => { sides.dataset.view = value; align([]); }, { id: "columns" })),
      make("label", { class: "check" }, make("input", { type: "checkbox", id: "keys", checked: keysOn,
        onchange: event => { keysOn = event.target.checked; store.set(KEYS_OFF, keysOn ? "0" : "1"); } }),
        make("span", {}, "Keys: ", make("kbd", {}, "j"), " next, ", make("kbd", {}, "k"), " previous, ", make("kbd", {}, "a"),
          " accept, ", make("kbd", {}, "r"), " reject, ", make("kbd", {}, "u"), " undecided"))),
    data.full ? make("p", {}, "This report was full before this article; edits.jsonl and documents.jsonl have it.") : null,
    sides,
    make("p", { class: "legend soft" }, make("mark", { class: "applied" }, "underlined"), " applied (struck through in the original) · ",
      make("mark", { class: "suggested" }, "dashed", make("sup", {}, "?")), " suggested · ",
      make("mark", { class: "flagged" }, "dotted", make("sup", {}, "!")), " flagged · ‸ something was taken out here · ✓ ✗ your decisions")));
  leave();
  document.body.append(make("aside", { id: "panel", "aria-label": "The edit" }));
  drawSides();
  drawPanel(null);
  scrollTo(0, 0);
  document.getElementById("title").focus({ preventScroll: true });
}

function drawSides() {
  const { data, original, clean, edits } = current;
  const origin = edits.map(edit => ({ edit, span: edit.origin }));
  const place = edits.filter(edit => edit.place).map(edit => ({ edit, span: edit.place }))
    .sort((a, b) => a.span[0] - b.span[0] || a.span[1] - b.span[1]);
  document.getElementById("sides").replaceChildren(
    make("section", { class: "before", "aria-label": "Original" }, make("h3", {}, "Original"),
      side(original, origin, data.dropped, false)),
    make("section", { class: "after", "aria-label": "Clean text" }, make("h3", {}, "Clean text"),
      side(clean, place, [], true)));
}

const marksOf = edit => [...document.querySelectorAll(`#sides mark[data-n~="${edit.n}"]`)];

function choose(edit, move) {
  const old = current.edits[current.at];
  if (old) for (const mark of marksOf(old)) mark.classList.remove("current");
  current.at = current.edits.indexOf(edit);
  const found = marksOf(edit);
  for (const mark of found) mark.classList.add("current");
  drawPanel(edit);
  if (!move) return;
  align(found);
  const seen = found.filter(mark => mark.offsetParent);
  const target = seen.find(mark => mark.tabIndex === 0) || seen[0];
  if (!target) return;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

// Dropped blocks push the original down; the two places of the chosen edit stand side by side.
function align(found) {
  for (const text of document.querySelectorAll("#sides .text")) text.style.paddingTop = "";
  const [before, after] = [".before", ".after"].map(side => found.find(mark => mark.closest(side)));
  if (!before || !after || before.closest("section").offsetTop !== after.closest("section").offsetTop) return;
  const gap = before.getBoundingClientRect().top - after.getBoundingClientRect().top;
  (gap > 0 ? after : before).closest(".text").style.paddingTop = `${Math.abs(gap)}px`;
}

const preview = edit => drawPanel(edit || current.edits[current.at]);

const code = text => text ? make("code", { dir: "auto" }, shownText(text)) : make("em", {}, "nothing");

function drawPanel(edit) {
  const panel = document.getElementById("panel");
  if (!panel) return;
  const { edits, article } = current;
  const move = by => button(by > 0 ? "Next edit" : "Previous edit", () => step(by), { disabled: !edits.length });
  const buttons = make("div", { class: "buttons" }, move(-1), move(1));
  if (!edit) {
    panel.replaceChildren(make("p", {}, edits.length ? `${count(edits.length, "edit")}. Step through them, or point at one.`
      : "Nothing was edited here."), buttons);
    return;
  }
  const choice = chosen(article, edit.n);
  const pick = (label, value, disabled) => button(label, () => act(value, edit),
    { "aria-pressed": String(choice === value), disabled, id: `do-${value}` });
  buttons.append(pick("Accept ✓", "accept", edit.after === null), pick("Reject ✗", "reject", false));
  if (choice) buttons.append(button("Undecided", () => act("", edit)));
  panel.replaceChildren(
    make("p", { class: "what" }, make("b", {}, `Edit ${edit.number} of ${edits.length}: ${edit.outcome}`), " ",
      make("code", {}, edit.rule), ` · confidence ${edit.confidence.toFixed(2)}`,
      choice ? make("strong", {}, choice === "accept" ? " · ✓ accepted by you" : " · ✗ rejected by you") : null),
    make("p", {}, code(edit.before), ...(edit.after === null ? [] : [" → ", code(edit.after)])),
    make("p", { class: "soft" }, edit.reason, edit.evidence.length ? ` (evidence: ${edit.evidence.join(", ")})` : ""),
    buttons);
}

function act(choice, edit) {
  if (choice === "accept" && edit.after === null) return;
  const inPanel = document.activeElement?.closest("#panel") ? document.activeElement.id : "";
  decide(current.article, edit, choice && choice[0]);
  drawSides();
  choose(edit, !inPanel);
  if (inPanel) {
    align(marksOf(edit));
    document.getElementById(inPanel)?.focus();
  }
  say(`Edit ${edit.number} ${choice ? `${choice}ed` : "undecided"}`);
}

function step(by) {
  const { edits, at } = current;
  if (!edits.length) return;
  const next = at < 0 ? (by > 0 ? 0 : edits.length - 1) : (at + by + edits.length) % edits.length;
  const edit = edits[next];
  choose(edit, true);
  say(`Edit ${edit.number} of ${edits.length}, ${edit.outcome}, ${edit.rule}. ${edit.reason}`);
}

document.addEventListener("keydown", event => {
  if (!current || !keysOn || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  const edit = current.edits[current.at];
  const actions = { j: () => step(1), k: () => step(-1), a: () => edit && act("accept", edit),
    r: () => edit && act("reject", edit), u: () => edit && act("", edit) };
  const action = actions[event.key];
  if (action) { event.preventDefault(); action(); }
});

/* Where we are */

function leave() {
  document.getElementById("panel")?.remove();
}

function draw() {
  const index = Number((location.hash.match(/^#\/(\d+)$/) || [])[1]) - 1;
  if (articles[index]) drawArticle(index);
  else if (!location.hash || location.hash === "#/") {
    const from = current && current.article.index + 1;
    current = null;
    drawHome();
    if (from) (main.querySelector(`.articles a[href="#/${from}"]`) || main).focus();
  }
}

addEventListener("hashchange", draw);
drawActions();
draw();
if (!main.firstChild) drawHome();
})();
