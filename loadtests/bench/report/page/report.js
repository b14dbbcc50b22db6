// Shows the exact figures of a mark when it is pointed at, tapped, or reached with the keyboard: one stop of the Tab key
// for each group of marks, arrow keys within it.
'use strict';

const tip = document.body.appendChild(document.createElement('div'));
tip.className = 'tip';
tip.hidden = true;
tip.ariaHidden = 'true'; // the mark's own label says the same
let shown = null;

function hide() {
  tip.hidden = true;
  shown?.classList.remove('shown');
  shown = null;
}

function show(mark) {
  if (mark === shown) return;
  hide();
  shown = mark;
  mark.classList.add('shown');
  tip.textContent = mark.ariaLabel;
  tip.hidden = false;
  place();
}

function place() {
  if (!shown) return;
  const at = shown.getBoundingClientRect();
  const left = at.left + at.width / 2 - tip.offsetWidth / 2;
  const above = at.top - tip.offsetHeight - 8;
  tip.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${above < 8 ? at.bottom + 8 : above}px`;
}

const visible = (mark) => mark.getClientRects().length > 0;

function nearest(marks, x, y) {
  const distance = (mark) => {
    const { left, right, top, bottom } = mark.getBoundingClientRect();
    return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
  };
  return marks.reduce((best, mark) => (best && distance(best) <= distance(mark) ? best : mark), null);
}

for (const group of document.querySelectorAll('.marks')) {
  const all = [...group.querySelectorAll('.mark')];
  const enter = (mark) => all.forEach((each) => each.setAttribute('tabindex', each === mark ? 0 : -1));
  const point = (event) => {
    const mark = nearest(all.filter(visible), event.clientX, event.clientY);
    if (mark) show(mark);
  };
  enter(all[0]);
  group.addEventListener('pointermove', point);
  group.addEventListener('pointerdown', point);
  group.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && hide());
  group.addEventListener('focusin', (event) => {
    enter(event.target);
    show(event.target);
  });
  group.addEventListener('focusout', hide);
  group.addEventListener('keydown', (event) => {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key === 'Escape') hide();
    if (!(event.key in steps)) return;
    const marks = all.filter(visible);
    marks.at((marks.indexOf(event.target) + steps[event.key]) % marks.length).focus();
    event.preventDefault();
  });
}
addEventListener('scroll', place, { passive: true });
// A contender that is switched off may hide the mark that Tab would reach.
addEventListener('change', () => {
  hide();
  for (const group of document.querySelectorAll('.marks')) {
    const marks = [...group.querySelectorAll('.mark')];
    if (!marks.some((mark) => mark.tabIndex === 0 && visible(mark))) marks.find(visible)?.setAttribute('tabindex', 0);
  }
});
