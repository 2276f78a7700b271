"use strict";
// The list of students: what the address asks for, as #regularization/m3, is what it shows. All text is set as text.
(() => {
  const { words, sheets } = JSON.parse(document.getElementById("data").textContent);
  const [STUDENT, FILE, SCORE, MOST, SECONDS, LETTERS, EARNED, SAID] = [0, 1, 2, 3, 4, 5, 6, 7];
  const AT_ONCE = 100, PRINTED = 400;
  const find = (id) => document.getElementById(id);
  const listing = find("listing");
  if (!listing) return;
  const names = [...document.querySelectorAll("article[data-sheet]")].map((each) => each.dataset.sheet);
  const orderOfNames = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  const state = { name: names[0], pick: "", search: "", column: "student", down: false, page: 0, size: AT_ONCE, open: new Set() };
  const sheet = () => sheets[state.name];

  const filled = (template, values) => template.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const number = (value) => value.toLocaleString(document.documentElement.lang);
  const made = (tag, fields = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...children);
    return element;
  };

  // --- which rows, and in which order

  const earned = (row, exercise) =>
    row[EARNED] ? row[EARNED][exercise] : row[LETTERS][exercise] === "p" ? sheet().points[exercise] : 0;
  const share = (row) => (row[MOST] ? Math.min(1, Math.max(0, row[SCORE] / row[MOST])) : 0);
  const bin = (row) => Math.min(Math.floor(share(row) * sheet().bins + 1e-9), sheet().bins - 1);

  const picked = () => {
    const { rows, picks } = sheet(), all = rows.map((_row, place) => place);
    const [, kind, digits, letters] = /^([a-z])(\d+)([a-z]*)$/.exec(state.pick) ?? [];
    const wanted = Number(digits);
    switch (kind) {
      case "b": return all.filter((place) => bin(rows[place]) === wanted);
      case "e": return all.filter((place) => letters.includes(rows[place][LETTERS][wanted]));
      case "c": return all.filter((place) => rows[place][SAID].some((said) => said[1].includes(wanted)));
      case "r": return all.filter((place) => place === wanted);
      case "d": case "m": case "g": return picks[state.pick] ?? [];
      default: return all;
    }
  };

  const keys = {
    student: (row, place) => place,
    score: (row) => share(row),
    seconds: (row) => row[SECONDS],
  };
  const shown = () => {
    const { rows } = sheet(), search = state.search.trim().toLowerCase();
    const fits = (row) => !search || `${row[STUDENT]}\n${row[FILE]}`.toLowerCase().includes(search);
    const key = keys[state.column] ?? ((row) => earned(row, Number(state.column)));
    const found = picked().filter((place) => fits(rows[place])).map((place) => [key(rows[place], place), place]);
    found.sort(([a, one], [b, other]) => (state.down ? b - a : a - b) || one - other);
    return found.map(([, place]) => place);
  };

  // --- the table

  const head = () => {
    const column = (key, text, about, name) => {
      const button = made("button", { type: "button", textContent: text, title: about });
      if (about !== text) button.setAttribute("aria-label", about);
      button.addEventListener("click", () => {
        state.down = state.column === key ? !state.down : key !== "student";
        state.column = key;
        state.page = 0;
        draw();
        table.tHead.querySelector("[aria-sort] button").focus();
      });
      const cell = made("th", { scope: "col", className: name }, button);
      if (state.column === key) cell.ariaSort = state.down ? "descending" : "ascending";
      return cell;
    };
    const exercises = sheet().exercises.map((name, place) => column(String(place), place + 1, `${place + 1} ${name}`, "sign"));
    return made("tr", {}, column("student", words.student, words.student, ""), column("score", words.points, words.points, "number"),
      ...exercises, column("seconds", words.seconds, words.seconds, "number"));
  };

  const sign = (letter) => {
    const [mark, tone, word] = words.statuses[letter];
    return made("td", { className: `sign ${tone}`, title: word },
      made("span", { textContent: mark, ariaHidden: "true" }), made("span", { className: "aside", textContent: word }));
  };

  const drawRow = (place) => {
    const row = sheet().rows[place], open = state.open.has(place);
    const name = made("button", { type: "button", ariaExpanded: String(open) }, made("bdi", { textContent: row[STUDENT] }));
    name.addEventListener("click", () => {
      open ? state.open.delete(place) : state.open.add(place);
      draw();
      table.querySelector(`[data-row="${place}"] button`).focus();
    });
    const line = made("tr", {}, made("th", { scope: "row" }, name),
      made("td", { className: "number", textContent: filled(words.score, { score: row[SCORE], most: row[MOST] }) }),
      ...[...row[LETTERS]].map(sign), made("td", { className: "number", textContent: row[SECONDS].toFixed(2) }));
    line.dataset.row = place;
    return open ? [line, detail(row)] : [line];
  };

  const detail = (row) => {
    const { exercises, cases, texts, points } = sheet();
    const items = row[SAID].map(([exercise, failed, places]) => {
      const [mark, tone, word] = words.statuses[row[LETTERS][exercise]];
      const item = made("li", {},
        made("code", { textContent: exercises[exercise] }), " ",
        made("span", { className: `verdict ${tone}` }, made("b", { textContent: mark, ariaHidden: "true" }), word), " ",
        made("span", { className: "quiet", textContent: filled(words.score, { score: earned(row, exercise), most: points[exercise] }) }));
      item.append(...places.map((text) => made("p", { textContent: texts[text] })));
      if (failed.length) {
        const list = failed.map((place) => `${cases[place][1]} (${cases[place][2] ? words.public : words.hidden})`);
        item.append(made("p", { className: "quiet", textContent: filled(words.failed, { cases: list.join(words.and) }) }));
      }
      return item;
    });
    const file = made("p", { className: "quiet" }, made("bdi", { textContent: row[FILE] }));
    const found = items.length ? made("ul", {}, ...items) : made("p", { textContent: words.right });
    return made("tr", { className: "detail" }, made("td", { colSpan: row[LETTERS].length + 3 }, file, found));
  };

  const table = listing.querySelector("table");
  const draw = () => {
    const places = shown(), pages = Math.max(1, Math.ceil(places.length / state.size));
    state.page = Math.min(state.page, pages - 1);
    const from = state.page * state.size, part = places.slice(from, from + state.size);
    table.tHead.replaceChildren(head());
    table.tBodies[0].replaceChildren(...part.flatMap(drawRow));
    find("count").textContent = filled(words.shown, { shown: number(places.length), all: number(sheet().rows.length) });
    find("place").textContent = filled(words.page, { page: number(state.page + 1), pages: number(pages) });
    find("pager").hidden = pages === 1;
    find("before").disabled = state.page === 0;
    find("after").disabled = state.page === pages - 1;
    find("printed").textContent = pages > 1 ? filled(words.first, { shown: number(part.length) }) : "";
  };

  // --- what the address asks for

  const follow = (clicked) => {
    let asked = location.hash.slice(1);
    try { asked = decodeURIComponent(asked); } catch { /* as it stands */ }
    const name = names.filter((each) => asked === each || asked.startsWith(`${each}/`)).sort((a, b) => b.length - a.length)[0];
    const rest = name ? asked.slice(name.length + 1) : "";
    state.name = name ?? (asked ? state.name : names[0]);
    state.pick = /^[a-z]\d+[a-z]*$/.test(rest) ? rest : "";
    state.page = 0;
    if (state.pick && clicked) state.search = find("search").value = "";  // who clicks on 312 expects 312
    state.open = new Set(state.pick.startsWith("r") ? picked() : []);
    if (keys[state.column] === undefined) state.column = "student", state.down = false;
    for (const each of document.querySelectorAll("article[data-sheet]")) each.hidden = each.dataset.sheet !== state.name;
    for (const each of document.querySelectorAll(".tabs a")) {
      if (decodeURIComponent(each.hash.slice(1)) === state.name) each.ariaCurrent = "page";
      else each.removeAttribute("aria-current");
    }
    const link = state.pick && [...document.querySelectorAll("a[data-about]")].find((each) => each.hash === location.hash);
    find("pick").hidden = !state.pick;
    find("pick").querySelector("b").textContent = link ? link.dataset.about : state.pick;
    find("pick").querySelector("a").hash = encodeURIComponent(state.name);
    draw();
    if (state.pick && clicked) {
      find("students").scrollIntoView();
      find("students-title").focus({ preventScroll: true });
    }
  };

  let clicked = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    clicked = Boolean(link);
    if (link && link.hash === location.hash) follow(true);
  });
  addEventListener("hashchange", () => { follow(clicked); clicked = false; });
  find("search").addEventListener("input", (event) => { state.search = event.target.value; state.page = 0; draw(); });
  find("before").addEventListener("click", () => { state.page -= 1; draw(); });
  find("after").addEventListener("click", () => { state.page += 1; draw(); });
  addEventListener("beforeprint", () => { state.size = PRINTED; draw(); });
  addEventListener("afterprint", () => { state.size = AT_ONCE; draw(); });

  listing.hidden = false;
  follow(Boolean(location.hash));
})();
