// Whether pressing this leads to another page. If so, the present one is marked as left.
const [control] = arguments;
const href = control.closest('a[href]')?.getAttribute('href');
const submits = control.form && control.matches('button:not([type]), [type=submit]') && !control.hasAttribute('popovertarget');
window.isLeft = Boolean(submits || (href && !href.startsWith('#') && !/\.csv(\?|$)/.test(href)));
return window.isLeft;
