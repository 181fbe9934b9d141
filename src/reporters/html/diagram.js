import { fill, h, seconds, svg } from './dom.js';

/* The sequence diagram: a list of rows, each with an SVG of its own, so that paper can break between them and frames can open inside. */

const lifelines = { charger: 14, csms: 86 };
const percent = (number) => `${number}%`;

/** A line from one lifeline to the other with a head at its end, `y` from the top of the row. */
function arrow(from, y, className) {
  const to = from === 'charger' ? 'csms' : 'charger';
  const back = to === 'csms' ? -9 : 9;
  return svg(
    'g',
    { class: className },
    svg('line', { x1: percent(lifelines[from]), x2: percent(lifelines[to]), y1: y, y2: y }),
    svg(
      'svg',
      { x: percent(lifelines[to]), y, width: 1, height: 1, overflow: 'visible' },
      svg('path', { class: 'head', d: `M0 0L${back} -4.5V4.5z` }),
    ),
  );
}

const span = (y, className) =>
  svg('g', { class: className }, svg('line', { x1: percent(lifelines.charger), x2: percent(lifelines.csms), y1: y, y2: y }));

const dots = (y) => Object.values(lifelines).map((x) => svg('circle', { cx: percent(x), cy: y, r: 4 }));

const cross = (x, y) =>
  svg('svg', { x: percent(x), y, width: 1, height: 1, overflow: 'visible' }, svg('path', { class: 'cross', d: 'M-5 -5L5 5M-5 5L5 -5' }));

const shapes = {
  call: (row, y) => arrow(row.from, y, 'arrow call'),
  result: (row, y) => arrow(row.from, y, 'arrow result'),
  error: (row, y) => arrow(row.from, y, 'arrow error'),
  broken: (row, y) => arrow(row.from, y, 'arrow broken'),
  trouble: (row, y) => arrow(row.from, y, 'arrow broken'),
  ping: (row, y) => arrow(row.from, y, 'arrow ping'),
  opened: (_row, y) => svg('g', { class: 'link' }, span(y, ''), dots(y)),
  closed: (row, y) => svg('g', { class: 'link closed' }, span(y, ''), cross(row.from ? lifelines[row.from] : 50, y)),
  refused: (_row, y) => svg('g', { class: 'link closed' }, span(y, ''), cross(lifelines.csms, y)),
  gap: () => undefined,
};

/** The words above an arrow: what it is, and in an answer what came of it. */
function title(row) {
  const answer = row.kind === 'result' || row.kind === 'error';
  const y = row.kind === 'gap' ? 18 : 16;
  const words = answer
    ? [svg('tspan', { class: 'to' }, row.label), ' ', svg('tspan', { class: 'status' }, row.status ?? (row.detail ? '' : '{ }'))]
    : [svg('tspan', { class: 'label' }, row.label), row.status ? ` ${row.status}` : ''];
  return svg('text', { x: '50%', y, class: row.kind }, words);
}

const lives = (row) =>
  Object.values(lifelines).map((x) =>
    svg('line', { class: row.connected ? 'life' : 'life off', x1: percent(x), x2: percent(x), y1: 0, y2: '100%' }),
  );

/** What a person was asked to do: of any length, so it is text that wraps, over the lifelines. */
function act(row) {
  return h(
    'span',
    { class: 'acted', 'aria-hidden': 'true' },
    svg('svg', { class: 'behind', width: '100%', height: '100%' }, lives(row)),
    h(
      'span',
      { class: 'pill' },
      h('b', {}, row.label),
      row.status && h('b', { class: 'status' }, ` ${row.status}`),
      row.detail && h('small', {}, row.detail),
    ),
  );
}

function picture(row) {
  if (row.kind === 'act') return act(row);
  const height = row.kind === 'gap' ? 28 : row.detail ? 46 : 32;
  return svg(
    'svg',
    { class: 'picture', width: '100%', height, 'aria-hidden': 'true' },
    lives(row),
    shapes[row.kind](row, 24),
    title(row),
    row.detail && svg('text', { x: '50%', y: 38, class: 'fields' }, row.detail, svg('title', {}, row.detail)),
  );
}

/** The row as a sentence, for those who don't see the picture. */
function sentence(row, names) {
  const who = row.from ? `${names[row.from]} ` : '';
  const what =
    { call: 'calls ', result: 'answers ', error: 'refuses ', broken: 'sends no OCPP message: ', trouble: 'sends broken bytes: ' }[
      row.kind
    ] ?? '';
  return [`${who}${what}${row.label}`, row.status, row.detail, row.mark && `marked as ${row.mark}: ${row.note}`].filter(Boolean).join(', ');
}

/** Breaks a JSON text into lines without changing anything else about it, be it valid or not. */
function pretty(raw) {
  const lines = [];
  let line = '';
  let depth = 0;
  const flush = () => {
    if (line.trim()) lines.push('  '.repeat(depth) + line.trim());
    line = '';
  };
  for (const [token] of raw.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{},]|[^"[\]{},]+/gsu)) {
    if (token === '{' || token === '[') {
      line += token;
      flush();
      depth = Math.min(depth + 1, 40);
    } else if (token === '}' || token === ']') {
      flush();
      depth = Math.max(depth - 1, 0);
      const opener = token === '}' ? '{' : '[';
      if (lines.at(-1)?.endsWith(opener)) line = `${lines.pop().trim()}${token}`;
      else line = token;
    } else if (token === ',') {
      line += token;
      flush();
    } else line += token === ':' || /^:\S*$/.test(token) ? token.replace(':', ': ') : token;
  }
  flush();
  return lines.join('\n');
}

const frameText = (row) => h('pre', { class: 'raw', tabindex: 0 }, pretty(row.raw));

function toggleFrame(item, button, row) {
  const open = button.getAttribute('aria-expanded') !== 'true';
  button.setAttribute('aria-expanded', String(open));
  if (open) button.after(frameText(row));
  else item.querySelector('pre')?.remove();
}

function rowItem(row, names) {
  const gutter = h(
    'span',
    { class: 'gutter' },
    row.kind !== 'gap' && h('span', { class: 'time' }, seconds(row.at)),
    row.index !== undefined && h('span', { class: 'index' }, `#${row.index}`),
    row.mark && h('span', { class: `severity ${row.mark}` }, row.mark),
  );
  const content = [gutter, picture(row), h('span', { class: 'unseen' }, sentence(row, names))];
  const item = h('li', { class: row.mark ? `row marked ${row.mark}` : 'row', 'data-kind': row.kind, 'data-index': row.index });
  const note = row.note && h('p', { class: 'note', 'aria-hidden': 'true' }, row.note);
  if (row.raw === undefined) return fill(item, { tabindex: row.mark ? -1 : undefined }, [h('div', { class: 'line' }, content), note]);
  const button = h('button', { type: 'button', class: 'line', 'aria-expanded': 'false', title: 'Show the frame' }, content);
  button.addEventListener('click', () => toggleFrame(item, button, row));
  return fill(item, {}, [button, note]);
}

function lifelineHead(data) {
  const head = (role) =>
    h(
      'div',
      { class: data.sut === role ? 'head judged' : 'head' },
      h('b', {}, data[role]),
      h('small', {}, data.sut === role ? 'under test' : 'played by ocppliance'),
    );
  return h('div', { class: 'lifelines' }, head('charger'), head('csms'));
}

export function drawDiagram(data) {
  const names = { charger: data.charger, csms: data.csms };
  const list = h(
    'ol',
    { class: 'sequence' },
    data.rows.map((row) => rowItem(row, names)),
  );
  const all = h('button', { type: 'button', class: 'quiet' }, 'Show all frames');
  all.addEventListener('click', () => {
    const open = all.textContent === 'Hide all frames';
    for (const button of list.querySelectorAll(`button[aria-expanded="${open}"]`)) button.click();
    all.textContent = open ? 'Show all frames' : 'Hide all frames';
  });
  return h(
    'div',
    { class: 'diagram' },
    h('h4', {}, 'Sequence', all),
    h('div', { class: 'scroll' }, h('div', { class: 'canvas' }, lifelineHead(data), list)),
  );
}
