// Where the focus stands and whether a person sees it: what is hit in its middle and near its left and right edge must
// be itself, something in it, or its label.
const stop = document.activeElement;
if (!stop || stop === document.body || stop === document.documentElement) return null;

const words = (stop.getAttribute('aria-label') ?? stop.textContent).replace(/\s+/g, ' ').trim().slice(0, 40);
const what = `${stop.tagName.toLowerCase()}${stop.id ? '#' + stop.id : ''}${stop.name ? `[${stop.name}]` : ''} “${words}”`;
const index = [...document.querySelectorAll('*')].indexOf(stop);

const problem = () => {
  // A link that wraps has a box a line; a region that scrolls is higher than the window: what is in the window counts.
  let [box] = stop.getClientRects();
  // Browsers bring the line that is typed in into view, of a field that has several.
  if (box && stop.matches('textarea')) box = new DOMRect(box.x, box.y, box.width, Math.min(box.height, 32));
  if (!box || box.width < 1 || box.height < 1) return 'has no size';
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  if (right - left < 1 || bottom - top < 1) return `is outside the window, ${Math.round(box.top)} from its top`;
  const isHigher = box.height > innerHeight / 2;
  const y = isHigher ? null : (top + bottom) / 2;
  if (isHigher) return null;
  if (box.bottom > innerHeight + 1 || box.top < -1) return 'is cut off by the window';
  for (const x of [left + Math.min(4, (right - left) / 2), (left + right) / 2, right - Math.min(4, (right - left) / 2)]) {
    const hit = document.elementFromPoint(x, y);
    const own = hit && (stop.contains(hit) || [...(stop.labels ?? [])].some((label) => label.contains(hit)));
    if (!own) return `lies under ${hit ? hit.tagName.toLowerCase() + '.' + hit.className : 'nothing'}`;
  }
  return null;
};
return { what, index, problem: problem() };
