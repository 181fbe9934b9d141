import { drawDiagram } from './diagram.js';
import { duration, h, icon, verdictWords } from './dom.js';

/* An opened case: what was asked of it, its steps, its findings, and the conversation. */

const json = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

const fact = (name, ...value) => [h('dt', {}, name), h('dd', {}, ...value)];

function drawFailure(failure) {
  return h(
    'div',
    { class: 'failure' },
    h('p', { class: 'message' }, failure.message),
    h(
      'dl',
      {},
      failure.closest && fact('Closest', failure.closest),
      failure.seen &&
        fact(
          'Seen',
          failure.seen.length > 0
            ? h(
                'ul',
                {},
                failure.seen.map((each) => h('li', {}, each)),
              )
            : 'nothing',
        ),
      failure.expected !== undefined && fact('Expected', h('pre', {}, json(failure.expected))),
      failure.actual !== undefined && fact('Observed', h('pre', {}, json(failure.actual))),
      failure.spec?.length > 0 && fact('Specification', failure.spec.join(', ')),
      failure.stack && fact('Stack', h('pre', {}, failure.stack)),
    ),
  );
}

/** Why a failure is known, and where that is told; only an address of the web may become a link. */
const excuse = ({ reason, link, expires }) => [
  reason,
  link && ' ',
  link && (/^https?:\/\//.test(link) ? h('a', { href: link, rel: 'noreferrer' }, link) : link),
  expires && ` (until ${expires})`,
];

const framesLabel = (frames) => (frames.length === 1 ? `#${frames[0]}` : `#${frames[0]} – #${frames.at(-1)}`);

/** Brings a row of a diagram into view, and the focus to it. */
export function show(row) {
  row?.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  (row?.querySelector('button') ?? row)?.focus({ preventScroll: true });
}

/** Points at rows of the diagram: by hovering they light up, by a click they come into view. */
function framesLink(frames, find, to = frames[0]) {
  const link = h('button', { type: 'button', class: 'quiet frames', title: 'Show in the sequence' }, framesLabel(frames));
  link.addEventListener('click', () => show(find(to)));
  return link;
}

function drawStep(step, find) {
  const line = h(
    'div',
    { class: `step ${step.verdict}` },
    icon(step.verdict),
    h(
      'span',
      { class: 'title' },
      step.phase !== 'run' && h('span', { class: 'phase' }, step.phase),
      step.title.replace(/^given (?=.)/, step.phase === 'given' ? '' : '$&'),
    ),
    step.frames.length > 0 && framesLink(step.frames, find),
    h('span', { class: 'took' }, duration(step.duration)),
  );
  if (step.frames.length > 0) {
    const light = (on) => () => {
      for (const index of step.frames) find(index)?.classList.toggle('lit', on);
    };
    line.addEventListener('pointerenter', light(true));
    line.addEventListener('pointerleave', light(false));
  }
  return h(
    'li',
    {},
    line,
    step.failure && drawFailure(step.failure),
    step.steps.length > 0 &&
      h(
        'ol',
        { class: 'steps' },
        step.steps.map((inner) => drawStep(inner, find)),
      ),
  );
}

function drawFinding(finding, find) {
  return h(
    'li',
    {},
    h('span', { class: `severity ${finding.severity}` }, finding.severity),
    h(
      'div',
      {},
      h('p', {}, finding.message),
      h(
        'p',
        { class: 'fine' },
        [`by ${finding.blame}`, finding.rule, finding.requirement, finding.incidental && 'outside the subject of this case']
          .filter(Boolean)
          .join(' · '),
      ),
      finding.expected && h('p', { class: 'fine' }, `Required: ${finding.expected}`),
      finding.actual && h('p', { class: 'fine' }, 'Observed: ', h('code', {}, finding.actual)),
      finding.expectedFailure && h('p', { class: 'fine' }, 'Expected: ', ...excuse(finding.expectedFailure)),
      finding.frames.length > 0 && framesLink(finding.frames, find, finding.frames.at(-1)),
    ),
  );
}

const bytes = (size) => (size < 1024 ? `${size} bytes` : `${(size / 1024).toFixed(1)} KiB`);

function drawAttachment({ name, size, text }) {
  return h(
    'li',
    {},
    h('p', {}, h('code', {}, name), ` ${bytes(size)}`),
    text === undefined
      ? h('p', { class: 'fine' }, 'No text. Its first 256 KiB are in results.json, in base64.')
      : h('pre', { tabindex: 0 }, text.length < size ? `${text}\n…` : text),
  );
}

const began = ({ startedAt, rows }) => rows.length > 0 && fact('Began', `${startedAt.slice(0, 10)} ${startedAt.slice(11, 23)} UTC`);

/** What was done and what was wrong, beside the conversation. */
function drawPlayed(data, about, more = []) {
  const diagram = data.rows.length > 0 ? drawDiagram(data) : undefined;
  const find = (index) => diagram?.querySelector(`[data-index="${Number(index)}"]`);
  const has = (list, heading, className, draw) =>
    list.length > 0 && [
      h('h4', {}, heading),
      h(
        'ol',
        { class: className },
        list.map((each) => draw(each, find)),
      ),
    ];
  return h(
    'div',
    { class: diagram ? 'opened' : 'opened alone' },
    h(
      'div',
      { class: 'told' },
      about,
      has(data.steps, 'Steps', 'steps', drawStep),
      has(data.findings, 'Findings', 'found', drawFinding),
      has(more, 'Files that it brought', 'attachments', drawAttachment),
    ),
    diagram,
  );
}

const drawRetry = (data, retry) =>
  drawPlayed(
    { ...data, ...retry },
    h(
      'dl',
      { class: 'about' },
      fact('Tried again', icon(retry.verdict), ` ${[verdictWords[retry.verdict], retry.reason].filter(Boolean).join(': ')}`),
      began(retry),
    ),
  );

export function drawCase(data) {
  const about = h(
    'dl',
    { class: 'about' },
    data.expectedFailure && fact('Expected failure', ...excuse(data.expectedFailure)),
    data.spec.length > 0 && fact('Specification', data.spec.join(', ')),
    data.requirements && fact('Requirements', data.requirements.join(', ')),
    data.condition && fact('Applies if', data.condition),
    began(data),
    fact('Run again', h('code', { class: 'rerun' }, data.rerun)),
  );
  return [drawPlayed(data, about, data.attachments), data.retry && drawRetry(data, data.retry)];
}
