// The visible controls of a kind that a person would mean by a label, and the names of all of that kind.
const [kind, wanted, row] = arguments;

const plain = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const kinds = {
  press: 'button, a[href], summary, input[type=submit]',
  fill: 'input:not([type=hidden], [type=submit], [type=checkbox], [type=radio]), textarea, select',
  check: 'input[type=checkbox], input[type=radio]',
};

// Small and clipped is for screen readers, and a person who uses one means it, too.
const isThere = (control) =>
  control.checkVisibility({ visibilityProperty: true }) && !control.closest('[aria-hidden=true], [inert]');

const labelOf = (control) => {
  const by = (control.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id));
  return [control.getAttribute('aria-label'), ...by.map((element) => element?.innerText),
    ...[...(control.labels ?? [])].map((label) => label.innerText)].map(plain).find((name) => name) ?? '';
};
const nameOf = (control) =>
  kind === 'press' ? plain(control.getAttribute('aria-label') ?? (control.textContent || control.value)) : labelOf(control);

const inRow = (control) =>
  row === null || plain(control.closest('tr, li, fieldset, .card')?.innerText).includes(row);

const all = [...document.querySelectorAll(kinds[kind])].filter(isThere).filter(inRow);
const exact = all.filter((control) => nameOf(control) === wanted);
// “Salepoint” is the tab “Salepoint 2” and not the link “Salepoints”.
const begins = (name) => name.startsWith(wanted) && !/^\p{L}/u.test(name.slice(wanted.length));
const begun = all.filter((control) => begins(nameOf(control)));
const found = exact.length ? exact : begun;
// As far as people scroll: what lies under a sticky bar is not seen.
if (found.length === 1) found[0].scrollIntoView({ block: 'nearest' });
return { found, names: all.map(nameOf) };
