import { drawCase, show } from './case.js';
import { h } from './dom.js';

/* The page: opens cases, filters them, and puts everything that matters on paper. */

const rows = [...document.querySelectorAll('tr.case')];
const search = document.getElementById('search');
const shown = document.getElementById('shown');
const chips = [...document.querySelectorAll('.chip')];
const selects = ['profile', 'sut'].map((id) => document.getElementById(id)).filter(Boolean);

let cases;
const unpacked = unpack().then((data) => {
  cases = data;
});

/** The data of all cases: base64 of raw deflate. */
async function unpack() {
  const packed = Uint8Array.from(atob(document.getElementById('data').textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).json();
}

const buttonOf = (row) => row.querySelector('button');
const isOpen = (row) => buttonOf(row).getAttribute('aria-expanded') === 'true';

function open(row) {
  if (isOpen(row)) return;
  const id = `detail-${row.dataset.case}`;
  buttonOf(row).setAttribute('aria-expanded', 'true');
  buttonOf(row).setAttribute('aria-controls', id);
  row.after(h('tr', { class: 'detail', id }, h('td', { colspan: 6 }, drawCase(cases[Number(row.dataset.case)]))));
}

function close(row) {
  if (!isOpen(row)) return;
  buttonOf(row).setAttribute('aria-expanded', 'false');
  row.nextElementSibling.remove();
}

for (const row of rows) {
  row.addEventListener('click', async (event) => {
    if (event.target.closest('a') || String(getSelection()) !== '') return;
    await unpacked;
    if (isOpen(row)) close(row);
    else open(row);
  });
}

/** What a row is found by: what it shows, and the actions and rules of its conversation. */
const texts = new Map();
function textOf(row) {
  const known = texts.get(row);
  if (known) return known;
  const data = cases?.[Number(row.dataset.case)];
  const inside = data
    ? [...data.rows.map(({ label }) => label), ...data.findings.map(({ rule, message }) => `${rule} ${message}`), ...data.spec]
    : [];
  const text = [row.textContent, ...new Set(inside)].join(' ').toLowerCase();
  if (data) texts.set(row, text);
  return text;
}

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = new Set(chips.filter((chip) => chip.getAttribute('aria-pressed') === 'true').map((chip) => chip.dataset.verdict));
  const [profile, sut] = ['profile', 'sut'].map((id) => selects.find((select) => select.id === id)?.value ?? '');
  let number = 0;
  for (const row of rows) {
    const visible =
      (wanted.size === 0 || wanted.has(row.dataset.verdict)) &&
      (profile === '' || row.dataset.profile === profile) &&
      (sut === '' || row.parentElement.dataset.sut === sut) &&
      (words.length === 0 || words.every((word) => textOf(row).includes(word)));
    row.hidden = !visible;
    if (isOpen(row)) row.nextElementSibling.hidden = !visible;
    if (visible) number++;
  }
  for (const body of document.querySelectorAll('table.cases tbody')) {
    body.hidden = !body.querySelector('tr.case:not([hidden])');
  }
  shown.textContent = number === rows.length ? `${number} cases` : `${number} of ${rows.length} cases`;
}

search.addEventListener('input', filter);
search.form.addEventListener('submit', (event) => event.preventDefault());
for (const select of selects) select.addEventListener('change', filter);
for (const chip of chips) {
  chip.addEventListener('click', () => {
    chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
    filter();
  });
}

document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !event.target.closest('input, select, textarea')) {
    event.preventDefault();
    search.focus();
  }
});

/** Opens the case that an anchor names, at one of its frames if that is known. */
async function follow(hash, frame) {
  const row = document.getElementById(decodeURIComponent(hash)) ?? document.getElementById(hash);
  if (!row?.matches('tr.case')) return;
  await unpacked;
  row.hidden = row.parentElement.hidden = false;
  open(row);
  const offending = frame === undefined ? undefined : row.nextElementSibling.querySelector(`[data-index="${Number(frame)}"]`);
  if (offending) return show(offending);
  row.scrollIntoView({ block: 'start' });
  buttonOf(row).focus({ preventScroll: true });
}
addEventListener('hashchange', () => follow(location.hash.slice(1)));
follow(location.hash.slice(1));

for (const link of document.querySelectorAll('a[data-frame]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    follow(link.hash.slice(1), link.dataset.frame);
  });
}

/* Paper can't be clicked: what did not go well is opened for it, and closed again. */
let openedForPaper = [];
addEventListener('beforeprint', () => {
  if (!cases) return;
  openedForPaper = rows.filter((row) => ['fail', 'error', 'inconclusive'].includes(row.dataset.verdict) && !isOpen(row));
  for (const row of openedForPaper) open(row);
});
addEventListener('afterprint', () => {
  for (const row of openedForPaper) close(row);
});

document.documentElement.classList.add('scripted');
