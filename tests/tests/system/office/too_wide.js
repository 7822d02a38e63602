// What does not fit: the page into the window, or words into what they stand in. Names in lists may end in an ellipsis.
const wide = document.documentElement.scrollWidth > innerWidth ? [`the page is ${document.documentElement.scrollWidth} wide`] : [];
const holders = 'button, .btn, summary, label, legend, th, dt, dd, h1, h2, h3, .tag, .segments a, #navigation a, .tabs button, .problem, .help';
const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.vh, .places');
const name = (element) => `${element.tagName.toLowerCase()}.${element.className} “${element.textContent.trim().slice(0, 60)}”`;
const cut = [...document.querySelectorAll(holders)]
  .filter((element) => isSeen(element) && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1)
  .map((element) => `${name(element)} needs ${element.scrollWidth} and has ${element.clientWidth}`);
return [...wide, ...cut];
